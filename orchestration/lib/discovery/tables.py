"""Which table of which source a file is: by folder, by name, and by what its headers are to each contract.

Headers are weighed by how few contracts know them: `series` says products, `id` says nothing. Files that came together
speak for one another: where one is surely a vendor's, that vendor is likelier for its neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from orchestration.lib.contracts import Contracts, TableContract, spelling
from orchestration.lib.discovery.profiles import FileProfile
from orchestration.lib.landing.headers import fitting
from orchestration.lib.landing.plan import ACCOUNTS

NAME_WEIGHT = 1.0
REQUIRED_WEIGHT = 0.3
NEIGHBOUR_WEIGHT = 0.5
CLEAR = 0.15
"""By how much the best table must be ahead of the next to be sure."""
CONVINCING, CONVINCING_SHARE = 4, 0.5
"""Headers, and their share of the weight, that make a table sure whatever the file's name."""


class Certainty(StrEnum):
    """How far a finding can be relied upon."""

    sure = "sure"
    confirm = "to confirm"
    unknown = "unknown"
    unused = "not used"
    unreadable = "unreadable"
    growing = "still growing"


@dataclass(frozen=True)
class Likeness:
    """How much a file is like a table: the evidence, and what it adds up to."""

    contract: TableContract
    header_share: float
    """Weight of the headers this contract knows, of all that any contract knows: 1 over how many know it."""
    headers: tuple[str, ...]
    name_share: float
    """The part of the file's name that names the table."""
    required_share: float
    is_neighbour: bool

    @property
    def score(self) -> float:
        return (
            self.header_share
            + NAME_WEIGHT * self.name_share
            + REQUIRED_WEIGHT * self.required_share
            + NEIGHBOUR_WEIGHT * self.is_neighbour
        )

    @property
    def is_evident(self) -> bool:
        """Enough by itself to name the table, were there no other."""
        return len(self.headers) >= 2 or bool(self.headers and self.name_share)

    @property
    def why(self) -> str:
        count = len(self.headers)
        parts = [f"{count} header{'s' if count > 1 else ''} ({', '.join(self.headers[:2])}{', ...' * (count > 2)})"]
        parts += ["its name"] if self.name_share else []
        parts += ["the files beside it"] if self.is_neighbour else []
        return ", ".join(parts)


@dataclass(frozen=True)
class Recognition:
    """What a file was found to be. `contract` is None for what is unknown, unused or unreadable."""

    landing_path: str
    certainty: Certainty
    contract: TableContract | None
    why: str
    source: str | None = None
    """In whose folder it belongs."""
    others: tuple[str, ...] = ()
    """Tables it may be as well."""


def recognise(
    files: Sequence[FileProfile], contracts: Contracts, placed: Iterable[Recognition] = ()
) -> dict[str, Recognition]:
    """Landing path -> what the file is, for files that do not lie where landing would know them.

    The accounts of a CRM must be among them or those that are `placed`: where none are, the file that is most like them
    is taken for them.
    """
    spelled = {name: _spellings(contract) for name, contract in contracts.items()}
    first = {file.landing_path: _ranked(file, contracts, spelled, _named_sources(file, contracts)) for file in files}
    vendors = [(path, source) for path, ranked in first.items() if (source := _vendor(path, ranked))]
    recognised, rankings = {}, {}
    for file in files:
        path = file.landing_path
        beside = {source for other, source in vendors if other != path and _folder(other) == _folder(path)}
        sources = beside | _named_sources(file, contracts)
        rankings[path] = _ranked(file, contracts, spelled, sources)
        recognised[path] = _unused(file, contracts, sources) or _decided(path, rankings[path])
    if any(found.contract and found.contract.is_or_feeds(ACCOUNTS) for found in [*placed, *recognised.values()]):
        return recognised
    return recognised | _accounts(recognised, rankings)


def _vendor(path: str, ranked: Sequence[Likeness]) -> str | None:
    """The vendor that a file surely comes from, by its name and its headers."""
    is_plain = _decided(path, ranked).certainty is Certainty.sure and ranked[0].name_share > 0
    return ranked[0].contract.source if is_plain and ranked[0].contract.feeds else None


def _accounts(recognised: dict[str, Recognition], rankings: dict[str, list[Likeness]]) -> dict[str, Recognition]:
    """The file to take for the accounts; none when no file is at all like them."""
    likely = [
        (like.score, path, like)
        for path, found in recognised.items()
        if found.certainty is Certainty.confirm
        for like in rankings[path]
        if like.contract.is_or_feeds(ACCOUNTS) and like.name_share
    ]
    if not likely:
        return {}
    _, path, best = max(likely, key=lambda entry: (entry[0], entry[1]))
    before = recognised[path].contract
    why = f"{best.why}; no other file has accounts"
    others = () if before is None else (before.name,)
    return {path: Recognition(path, Certainty.confirm, best.contract, why, best.contract.source, others)}


def _ranked(
    file: FileProfile, contracts: Contracts, spelled: Mapping[tuple[str, str], frozenset[str]], sources: set[str]
) -> list[Likeness]:
    """The tables that a file may be, the likeliest first. `sources`: those that its neighbours come from."""
    headers = file.shape.headers
    places = {
        name: [place for place, header in enumerate(headers) if _says(contract, header, spelled[name])]
        for name, contract in contracts.items()
    }
    counts = Counter(place for found in places.values() for place in found)
    total = sum(1 / count for count in counts.values())
    own = _own_source(file.landing_path, contracts)
    likenesses = (
        Likeness(
            contract=contract,
            header_share=sum(1 / counts[place] for place in places[name]) / total if total else 0.0,
            headers=tuple(headers[place] for place in places[name]),
            name_share=_name_share(file.landing_path, contract),
            required_share=_required_share(contract, headers),
            is_neighbour=contract.source in sources,
        )
        for name, contract in contracts.items()
        if own in (None, contract.source) and places[name]
    )
    evident = (like for like in likenesses if like.is_evident)
    return sorted(evident, key=lambda like: (-like.score, like.contract.name))


def _says(contract: TableContract, header: str, spelled: frozenset[str]) -> bool:
    """Whether the contract knows the header; what a loader adds for itself (`_fivetran_synced`) tells nothing."""
    return not header.startswith("_") and not spelled.isdisjoint(contract.spellings(header))


def _spellings(contract: TableContract) -> frozenset[str]:
    return frozenset(spelling(name) for column in contract.columns for name in (column.name, *column.aliases))


def _required_share(contract: TableContract, headers: Sequence[str]) -> float:
    required = [column for column in contract.columns if column.required]
    there = [column for column in required if fitting(contract, column, headers)]
    return len(there) / len(required) if required else 1.0


def _decided(path: str, ranked: Sequence[Likeness]) -> Recognition:
    if not ranked:
        return Recognition(path, Certainty.unknown, None, "neither its name nor its headers are those of a table")
    best, others = ranked[0], [like for like in ranked[1:] if ranked[0].score - like.score < CLEAR]
    speaks = len(best.headers) >= CONVINCING and best.header_share >= CONVINCING_SHARE
    is_sure = best.required_share == 1 and (best.name_share > 0 or speaks)
    certainty = Certainty.sure if is_sure and not others else Certainty.confirm
    names = tuple(like.contract.name for like in others)
    return Recognition(path, certainty, best.contract, best.why, best.contract.source, names)


def _unused(file: FileProfile, contracts: Contracts, sources: set[str]) -> Recognition | None:
    """A file of an evident vendor that no canonical table has a place for."""
    stem = _stem(file.landing_path)
    for source in sorted(sources):
        own = [contract for contract in contracts.values() if contract.source == source]
        unused = max((len(glob) for glob in own[0].unused_files if fnmatchcase(stem, glob.lower())), default=-1)
        named = [len(glob) for contract in own for glob in _globs(contract) if fnmatchcase(stem, glob.lower())]
        if unused > max(named, default=-1):
            why = f"{source}: no table has a place for it"
            return Recognition(file.landing_path, Certainty.unused, None, why, source)
    return None


def _name_share(path: str, contract: TableContract) -> float:
    """The part of the file's name that one of the table's globs spells out, wherever in the name it stands."""
    stem = _stem(path)
    inner = (glob.lower().strip("*") for glob in _globs(contract))
    named = (len(part.replace("*", "")) for part in inner if part and fnmatchcase(stem, f"*{part}*"))
    return max(named, default=0) / len(stem)


def _globs(contract: TableContract) -> tuple[str, ...]:
    return (f"{contract.table}*", *contract.files)


def _stem(path: str) -> str:
    return PurePosixPath(path).name.partition(".")[0].lower().replace(" ", "_") or path


def _folder(path: str) -> str:
    return PurePosixPath(path).parent.as_posix()


def _own_source(path: str, contracts: Contracts) -> str | None:
    """The source whose folder the file lies in, if it lies in one."""
    parts = PurePosixPath(path).parts
    sources = {source for source, _ in contracts}
    return parts[0] if len(parts) == 2 and parts[0] in sources else None


def _named_sources(file: FileProfile, contracts: Contracts) -> set[str]:
    """Sources that the folder's name speaks of (`salesforce_export`), and vendors that the file's does."""
    folder, path = _folder(file.landing_path).lower(), file.landing_path.lower()
    vendors = {contract.source for contract in contracts.values() if contract.feeds and contract.source in path}
    return vendors | {source for source, _ in contracts if source in folder}
