"""What a planning session says to a proposal: answers checked line by line, how many disagree, overrides to decide on.

A pure function of `landing/feedback/` and the releases it names; nothing here changes a tier or the configuration.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from orchestration.lib import landing, reading
from orchestration.lib.errors import InputError
from orchestration.lib.releases import Release, Store
from orchestration.lib.review.answers import Line, feedback_files, read
from orchestration.lib.settings import Settings

VERDICTS = {True: "agree", False: "disagree", None: "unanswered"}
REPLACED = "replaced"
"""There are several lines about the account, and another one counts."""


@dataclass(frozen=True)
class Answer:
    """One line that was kept: who says what of which account's tier (`tier` None: the account is out)."""

    release_id: str
    account_id: str
    account_name: str | None
    owner_id: str | None
    pool: str
    tier: int | None
    tier_reason: str
    verdict: str
    """agree, disagree, unanswered or replaced"""
    wanted_tier: int | None
    comment: str | None
    file: str
    line: int


@dataclass(frozen=True)
class Rate:
    """How many disagree with one tier and reason of a release."""

    release_id: str
    tier: int | None
    tier_reason: str
    agreed: int
    disagreed: int
    unanswered: int

    @property
    def answered(self) -> int:
        return self.agreed + self.disagreed

    @property
    def disagreement_rate(self) -> float | None:
        """0 to 1; None when nobody answered."""
        return self.disagreed / self.answered if self.answered else None


@dataclass(frozen=True)
class Proposal:
    """An override that an answer asks for; `command` lacks what only a person can decide: NAME and DATE."""

    release_id: str
    account_id: str
    account_name: str
    """On one line, so that it can stand beside the command."""
    tier: int | None
    wanted_tier: int
    reason: str
    command: str


@dataclass(frozen=True)
class Feedback:
    """Everything that came back. Every line that is not empty is in `answers` or in `rejected`."""

    files: tuple[str, ...]
    answers: tuple[Answer, ...]
    rejected: tuple[InputError, ...]

    @property
    def lines(self) -> int:
        return len(self.answers) + len(self.rejected)

    def counts(self) -> dict[str, int]:
        """Lines by what became of them: agree, disagree, unanswered, replaced, rejected."""
        kept = {name: sum(answer.verdict == name for answer in self.answers) for name in (*VERDICTS.values(), REPLACED)}
        return {**kept, "rejected": len(self.rejected)}

    def replaced(self) -> list[tuple[Answer, Answer]]:
        """(line that does not count, the one about the same account that does), in order of files and lines."""
        counting = {_subject(answer): answer for answer in self.answers if answer.verdict != REPLACED}
        return [(answer, counting[_subject(answer)]) for answer in self.answers if answer.verdict == REPLACED]

    def rates(self) -> list[Rate]:
        """By release, tier and reason."""
        groups: dict[tuple[str, int | None, str], list[str]] = {}
        for answer in self.answers:
            if answer.verdict != REPLACED:
                key = (answer.release_id, answer.tier, answer.tier_reason)
                groups.setdefault(key, []).append(answer.verdict)
        order = sorted(groups, key=lambda key: (key[0], key[1] is None, key[1] or 0, key[2]))
        return [Rate(*key, *(groups[key].count(verdict) for verdict in VERDICTS.values())) for key in order]

    def proposals(self) -> list[Proposal]:
        """One for each account whose owner disagrees and names the tier that it should have, asked last: what was
        answered of an older release is settled by the answer to a newer one."""
        answered = [answer for answer in self.answers if answer.verdict in ("agree", "disagree")]
        last = {answer.account_id: answer for answer in sorted(answered, key=lambda answer: answer.release_id[:10])}
        return [
            _proposal(answer)
            for answer in answered
            if last[answer.account_id] is answer and answer.verdict == "disagree" and answer.wanted_tier
        ]


def collect(settings: Settings) -> Feedback:
    """Reads and checks every file of `landing/feedback/`.

    Raises InputError when there is none, or one that cannot be read as lines of a review pack.
    """
    paths = feedback_files(settings.landing)
    if not paths:
        place = settings.landing / landing.FEEDBACK
        raise InputError("there is no feedback", file=place, remedy="put the CSV files there that the owners sent back")
    books = _Books(Store(settings))
    answers: list[Answer] = []
    rejected: list[InputError] = []
    for path in paths:
        for line in read(path, settings.landing):
            try:
                answers.append(_answer(line, books))
            except InputError as problem:
                rejected.append(problem)
    names = tuple(path.relative_to(settings.landing).as_posix() for path in paths)
    return Feedback(names, tuple(_last_counts(answers)), tuple(rejected))


@dataclass(frozen=True)
class _Book:
    """What a release says of its accounts."""

    accounts: Mapping[str, Mapping[str, Any]]
    tier_count: int


class _Books:
    """The releases that lines name, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, _Book | str] = {}

    def of(self, line: Line) -> _Book:
        """The book of the release that a line names. Raises InputError when there is none to read."""
        release_id = line.cells["release_id"]
        if release_id not in self._known:
            release = self._store.find(release_id) if release_id else None
            self._known[release_id] = self._read(release_id, release)
        book = self._known[release_id]
        if isinstance(book, str):
            raise line.refusal(book, "keep release_id as it is in the review pack; see: tiering releases")
        return book

    @staticmethod
    def _read(release_id: str, release: Release | None) -> _Book | str:
        if release is None:
            return f"there is no release '{release_id}'"
        if problem := release.problem():
            return problem
        rows = reading.query(
            release.database,
            "select account_id, account_name, owner_id, pool, tier, tier_reason from marts.account_tiers",
        )
        return _Book({row["account_id"]: row for row in rows}, reading.release_facts(release.database)["tier_count"])


def _answer(line: Line, books: _Books) -> Answer:
    """Raises InputError for the first rule that the line breaks."""
    if line.problem:
        raise line.problem
    book = books.of(line)
    account = book.accounts.get(line.cells["account_id"])
    if account is None:
        rule = f"release {line.cells['release_id']} has no account '{line.cells['account_id']}'"
        remedy = "copy account_id from the review pack (a spreadsheet may have made a number of it)"
        raise line.refusal(rule, remedy)
    verdict, wanted = line.verdict(), line.wanted_tier()
    if wanted is not None:
        _check_wanted(line, verdict, wanted, account, book.tier_count)
    return Answer(
        release_id=line.cells["release_id"],
        **account,
        verdict=VERDICTS[verdict],
        wanted_tier=wanted if verdict is False else None,
        comment=" ".join(line.cells["comment"].split()) or None,
        file=line.file,
        line=line.number,
    )


def _check_wanted(line: Line, verdict: bool | None, wanted: int, account: Mapping[str, Any], tiers: int) -> None:
    if not 1 <= wanted <= tiers:
        raise line.refusal(f"there is no tier {wanted}", f"the tiers are 1 to {tiers}")
    has_it = wanted == account["tier"]
    if verdict is None:
        raise line.refusal("a tier is wanted, but nothing is marked", "mark agree or disagree")
    if verdict is not has_it:
        told = "disagrees, but wants the tier" if has_it else "agrees, but wants another tier than"
        raise line.refusal(f"the line {told} that the account has", "mark disagree and name another tier, or agree")
    if account["tier_reason"] == "excluded":
        remedy = "change tiering/exclusion_rules.csv or the account's record; disagree without naming a tier"
        raise line.refusal("the account is excluded, and an override does not change that", remedy)


def _subject(answer: Answer) -> tuple[str, str]:
    return answer.release_id, answer.account_id


def _last_counts(answers: list[Answer]) -> Iterator[Answer]:
    """Of several lines about one account the last answered one counts, by file name and line."""
    last: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        before = last.get(_subject(answer))
        if before is None or answer.verdict != VERDICTS[None] or before.verdict == VERDICTS[None]:
            last[_subject(answer)] = answer
    for answer in answers:
        yield answer if last[_subject(answer)] is answer else replace(answer, verdict=REPLACED)


def _proposal(answer: Answer) -> Proposal:
    wanted = answer.wanted_tier or 0
    reason = answer.comment or f"disagreed in the review of {answer.release_id}"
    words = ["tiering", "override", "add", answer.account_id, "--tier", str(wanted), f"--reason={reason}"]
    command = f"{shlex.join(words)} --approved-by NAME --expires DATE"
    name = " ".join((answer.account_name or answer.account_id).split())
    return Proposal(answer.release_id, answer.account_id, name, answer.tier, wanted, reason, command)
