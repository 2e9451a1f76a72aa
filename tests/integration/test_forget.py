"""`tiering forget`: afterwards nothing in a home leads from the e-mail to the person, and every replay is exact."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.errors import InputError
from orchestration.lib.forget import Forgotten, forget
from orchestration.lib.landing import pseudonyms
from orchestration.lib.locking import refresh_lock
from orchestration.lib.releases import Store
from orchestration.lib.settings import Settings
from tests.conftest import Refresh, tiering
from tests.integration.landing_kit import ACCOUNTS, CONTRACTS, Place

MAIL = "anna.musterfrau@x.example"
CONTACTS = f"""contact_id,Full Name,Email,Phone,created_at
C1,Anna Musterfrau, {MAIL.upper()} ,+49 151 5550101,
C2,Bob Beispiel,bob@y.example,+49 30 1,
C3,Anna Musterfrau,{MAIL},+49 151 5550101,last Tuesday
C4,Anna, Musterfrau,{MAIL},+49 151 5550101,
"""
LEADS = f"lead_id,First Name,Email\nL1,Annchen,{MAIL}\nC2,Zoe,zoe@z.example\n"
EVENTS = f"""event_id,event_type,occurred_at,contact_id,email,full name,url,Remark
E1,webinar,2026-01-01,,{MAIL},A. Musterfrau,https://x.example/u?email={MAIL.replace("@", "%40")}&a=1,Call {MAIL}: yes
E2,webinar,2026-01-02,C1,,A. M. Musterfrau,,
E3,webinar,2026-01-02,C2,bob@y.example,Bob,,
"""
ACTIVITIES = f"""activity_id,activity_type,occurred_at,contact_id,Recipients
A1,email,2026-01-01,C1,bob@y.example
A2,email,2026-01-01 {MAIL},C1,
"""
FILES = {
    "crm/accounts.csv": ACCOUNTS,
    "crm/contacts.csv": CONTACTS,
    "crm/leads.csv.gz": gzip.compress(LEADS.encode()),
    "crm/activities.csv": ACTIVITIES,
    "engagement/events.csv": EVENTS.encode("utf-16"),
}
SECRETS = (MAIL, "anna.musterfrau", "Musterfrau", "Annchen", "5550101")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path).put(FILES)
    place.land()
    return place


def _forget(place: Place, person: str) -> Forgotten:
    return forget(place.settings, CONTRACTS, person)


def _everything(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file of a folder as text, in lower case: its bytes, and what Parquet and DuckDB files decode to."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path, path.read_bytes().decode("latin-1").lower()
        if path.suffix == ".parquet":
            yield path, str(duckdb.execute(f"select * from read_parquet('{path}')").fetchall()).lower()
        elif path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as store:
                tables = store.execute("select schema_name, table_name from duckdb_tables()").fetchall()
                for schema, table in tables:
                    yield path, str(store.execute(f'select * from "{schema}"."{table}"').fetchall()).lower()


def _keys_of(settings: Settings, mail: str) -> list[str]:
    """What the key table holds of an e-mail: the hash it is found by, its key, its pseudonym."""
    with duckdb.connect(str(settings.keys), read_only=True) as store:
        salt = store.execute("select salt from salt").fetchall()[0][0]
        person = hashlib.sha256((salt + mail).encode()).hexdigest()
        row = store.execute("select key, pseudonym from persons where person = $1", [person]).fetchall()[0]
    return [person, bytes(row[0]).decode("latin-1").lower(), row[1].partition("@")[0]]


def test_no_byte_of_a_home_names_the_person(place: Place) -> None:
    person, key, pseudonym = _keys_of(place.settings, MAIL)
    keys = place.settings.keys.read_bytes().decode("latin-1").lower()
    assert person in keys and key in keys and pseudonym in keys, "the search finds what is there"

    done = _forget(place, f" {MAIL.title()} ")

    for path, text in _everything(place.settings.home):
        for secret in (*SECRETS, person, key):
            assert secret.lower() not in text, f"{path} holds {secret}"
        assert pseudonym not in text or place.settings.raw in path.parents, f"{path} still ties the pseudonym"
    assert pseudonyms.pseudonym_of(place.settings.keys, MAIL) is None
    for name in ("Anna Musterfrau", "A. Musterfrau", "A. M. Musterfrau", "Annchen", "+49 151 5550101"):
        assert pseudonyms.pseudonym_of(place.settings.keys, name) is None, f"{name} still leads to the person's rows"
    assert done.rows == {"crm/contacts": 1, "crm/leads": 1, "crm/activities": 1, "engagement/events": 2}
    assert not list(place.settings.keys.parent.glob("*.new*"))


def test_others_keep_their_keys(place: Place) -> None:
    before = pseudonyms.pseudonym_of(place.settings.keys, "bob@y.example")
    _forget(place, MAIL)
    assert before == pseudonyms.pseudonym_of(place.settings.keys, "bob@y.example") is not None
    assert pseudonyms.pseudonym_of(place.settings.keys, "Bob") is not None


def test_raw_stays_as_it_is_and_the_same_bytes_are_not_read_again(place: Place) -> None:
    raw = {path: path.read_bytes() for path in place.settings.raw.rglob("*") if path.is_file()}
    _forget(place, MAIL)
    place.land()
    assert raw == {path: path.read_bytes() for path in place.settings.raw.rglob("*") if path.is_file()}
    assert pseudonyms.pseudonym_of(place.settings.keys, MAIL) is None


def test_whoever_comes_again_is_somebody_new(place: Place) -> None:
    mails = "select email from raw.crm__contacts where contact_id = '{}'"
    before = place.query(mails.format("C1"))
    _forget(place, MAIL)
    place.put({"crm/contacts_2.csv": f"contact_id,email\nC9,{MAIL}\n"})
    manifest = place.land()
    assert place.query(mails.format("C1"), manifest) == before
    assert place.query(mails.format("C9"), manifest) not in ([], before, [(None,)])


def test_the_landing_files_that_hold_the_person_are_named(place: Place) -> None:
    duckdb.execute(
        f"copy (select 'x' as event_type, 'q {MAIL.upper()}' as note) "
        f"to '{place.settings.landing}/engagement/events_2.parquet'"
    )
    named = ("crm/activities.csv", "crm/contacts.csv", "crm/leads.csv.gz", "engagement/events.csv")
    assert _forget(place, MAIL).files == (*named, "engagement/events_2.parquet")
    place.put({"crm/contacts.csv": "contact_id,email\nC2,bob@y.example\n"})
    assert "crm/contacts.csv" not in _forget(place, MAIL).files


def test_a_contact_is_found_by_id(place: Place) -> None:
    done = _forget(place, "C1")
    assert pseudonyms.pseudonym_of(place.settings.keys, MAIL) is None
    assert done.rows == {"crm/contacts": 1, "crm/leads": 1, "crm/activities": 1, "engagement/events": 2}
    assert _forget(place, MAIL).keys == 0, "who is forgotten already is no error"
    assert _forget(place, "C1").keys == 0


@pytest.mark.parametrize("asked", ["anna@müller.example", " Anna@XN--Mller-KVA.example "])
def test_an_address_of_another_script_is_found_in_every_spelling(tmp_path: Path, asked: str) -> None:
    """Landing keeps the host name in ASCII where it leads to a company, and as it is elsewhere."""
    contacts = "contact_id,email,Remark\nC1,anna@müller.example,anna@müller.example\n"
    place = Place(tmp_path).put({"crm/accounts.csv": ACCOUNTS, "crm/contacts.csv": contacts})
    place.land()
    with duckdb.connect(str(place.settings.keys), read_only=True) as store:
        [(keys,)] = store.execute("select count(*) from persons").fetchall()
    assert keys >= 1
    assert _forget(place, asked) == Forgotten(keys, {"crm/contacts": 1}, ("crm/contacts.csv",))


@pytest.mark.parametrize(
    "asked",
    ["0035500000Xyy06AAB", "0035500000Xyy06", "salesforce:0035500000Xyy06AAB", "salesforce/contacts:0035500000Xyy06"],
)
def test_a_salesforce_id_is_found_in_both_lengths(tmp_path: Path, asked: str) -> None:
    header = "Id,AccountId,FirstName,LastName,Email"
    files = {
        "salesforce/accounts.csv": "Id,Name\n001550000000001,Acme\n",
        "salesforce/contacts.csv": f"{header}\n0035500000Xyy06AAB,001550000000001,Anna,Neu,anna@x.example\n",
        "salesforce/contacts_report.csv": f"{header}\n0035500000Xyy06,001550000000001,Anna,Alt,\n",
    }
    place = Place(tmp_path).put(files)
    place.land()
    found = _forget(place, asked)
    assert found.rows == {"salesforce/contacts": 2}
    assert found.files == ("salesforce/contacts.csv", "salesforce/contacts_report.csv")
    with duckdb.connect(str(place.settings.keys), read_only=True) as store:
        assert store.execute("select count(*) from persons").fetchall() == [(0,)]


def test_a_salesforce_contact_is_followed_to_what_refers_to_it(tmp_path: Path) -> None:
    """What is personal there is the person's, but for an e-mail, which may be another recipient's."""
    person = "0035500000Xyy06AAB"
    files = {
        "salesforce/accounts.csv": "Id,Name\n001550000000001AAA,Acme\n",
        "salesforce/contacts.csv": "Id,AccountId,FirstName,LastName,Email\n"
        f"{person},001550000000001AAA,Anna,Neu,{MAIL}\n",
        "salesforce/campaign_members.csv": "Id,CampaignId,ContactId,Name,Email,CreatedDate\n"
        f"00v1,7011,{person},Annie Altname,,2026-01-01\n",
        "salesforce/tasks.csv": "Id,AccountId,WhoId,ActivityDate,Subject,Status,Full Name,Email\n"
        f"00T1,001550000000001AAA,{person[:15]},2026-01-01,Call,Completed,Annchen Neu,private@y.example\n",
        "engagement/events.csv": "event_id,event_type,occurred_at,contact_id,full name\n"
        f"E1,webinar,2026-01-01,{person},Anna M. Neu\n",
    }
    place = Place(tmp_path).put(files)
    place.land()
    names = ("Annie Altname", "Annchen Neu", "Anna M. Neu")
    assert all(pseudonyms.pseudonym_of(place.settings.keys, name) for name in names)
    done = _forget(place, MAIL)
    assert done.rows.keys() == {
        "salesforce/contacts",
        "salesforce/campaign_members",
        "salesforce/tasks",
        "engagement/events",
    }
    assert not any(pseudonyms.pseudonym_of(place.settings.keys, name) for name in names)
    assert pseudonyms.pseudonym_of(place.settings.keys, "private@y.example")


@pytest.mark.parametrize("asked", ["alice@x.example", "marketo/leads:1001"])
def test_the_same_id_at_two_vendors_is_two_people(tmp_path: Path, asked: str) -> None:
    files = {
        "crm/accounts.csv": ACCOUNTS,
        "crm/leads.csv": "lead_id,Email\n1001,bob@y.example\n",
        "marketo/leads.csv": "id,email\n1001,alice@x.example\n",
    }
    place = Place(tmp_path).put(files)
    place.land()
    assert _forget(place, asked) == Forgotten(1, {"marketo/leads": 1}, ("marketo/leads.csv",))
    assert pseudonyms.pseudonym_of(place.settings.keys, "bob@y.example")


def test_an_id_that_several_tables_have_asks_for_the_table(place: Place) -> None:
    with pytest.raises(InputError, match=r"records of crm/contacts, crm/leads have this id -> say which"):
        _forget(place, "C2")
    _forget(place, "crm/leads:C2")
    assert pseudonyms.pseudonym_of(place.settings.keys, "zoe@z.example") is None
    assert pseudonyms.pseudonym_of(place.settings.keys, "bob@y.example") is not None


def test_an_id_that_no_record_has_is_refused(place: Place) -> None:
    with pytest.raises(InputError, match="no record has this id"):
        _forget(place, "E1")


def test_a_crash_leaves_all_keys_or_the_rewritten_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pseudonyms.pseudonym_of(place.settings.keys, MAIL)
    with monkeypatch.context() as patch:
        patch.setattr(pseudonyms, "replace_durably", lambda *_: (_ for _ in ()).throw(OSError("crash")))
        with pytest.raises(OSError, match="crash"):
            _forget(place, MAIL)
    assert pseudonyms.pseudonym_of(place.settings.keys, MAIL) == before
    assert _forget(place, MAIL).keys
    assert not list(place.settings.keys.parent.glob("*.new*"))


def test_the_command_on_a_published_home(workplace: Settings, refresh: Refresh) -> None:
    """What a refresh writes: raw, warehouse, release, exports, report, run history, logs. Then the replay."""
    for name, content in {
        "crm/contacts_2.csv": CONTACTS,
        "crm/leads_2.csv.gz": gzip.compress(LEADS.encode()),
        "engagement/events_2.csv": EVENTS.encode("utf-16"),
    }.items():
        (workplace.landing / name).write_bytes(content.encode() if isinstance(content, str) else content)
    done = refresh()
    assert done.returncode == 0, done.stderr
    release = Store(workplace).readable()
    person, key, pseudonym = _keys_of(workplace, MAIL)
    folders = ("--landing", workplace.landing, "--home", workplace.home)

    with refresh_lock(workplace, wait_seconds=0, owner="a test"):
        assert tiering("forget", MAIL, *folders).returncode == 3
    assert pseudonyms.pseudonym_of(workplace.keys, MAIL) is not None
    shutil.copytree(workplace.keys.parent, workplace.home / "init" / "keys")  # as a first look that failed leaves it
    forgotten = tiering("forget", MAIL, *folders, "--json")
    assert forgotten.returncode == 0 and MAIL not in forgotten.stdout + forgotten.stderr
    assert '"crm/contacts": 1' in forgotten.stdout
    again = tiering("forget", MAIL, *folders)
    assert again.returncode == 0 and "Nothing was changed" in again.stdout and MAIL not in again.stdout
    assert tiering("forget", "nobody", *folders).returncode == 2

    for path, text in _everything(workplace.home):
        for secret in (*SECRETS, person, key):
            assert secret.lower() not in text, f"{path} holds {secret}"
    assert pseudonym not in workplace.keys.read_bytes().decode("latin-1")
    replayed = tiering("replay", release.id, "--home", workplace.home)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
