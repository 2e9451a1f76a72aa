"""Every rule of SCORING 1 and 4 broken once: its own message, the right file and line, and nothing but InputError."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.lib import configuration
from orchestration.lib.configuration import identity_rules, settings_table
from orchestration.lib.configuration.facts import Facts
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT

Edit = Callable[["Folder"], int]


class Folder:
    """A copy of the default configuration that a test may break. Every edit returns the line it made."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        shutil.copytree(PROJECT / "seeds", directory)

    def lines(self, name: str) -> list[list[str]]:
        with self.path(name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def path(self, name: str) -> Path:
        return next(self.directory.glob(f"*/{name}.csv"))

    def write(self, name: str, lines: list[list[str]]) -> None:
        with self.path(name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)

    def change(self, name: str, where: dict[str, str], **cells: str) -> int:
        """Set cells of the first row that has the values of `where`."""
        lines = self.lines(name)
        header = lines[0]
        for number, line in enumerate(lines[1:], start=2):
            if all(line[header.index(column)] == value for column, value in where.items()):
                for column, value in cells.items():
                    line[header.index(column)] = value
                self.write(name, lines)
                return number
        raise AssertionError(f"no row of {name} has {where}")

    def add(self, name: str, **cells: str) -> int:
        """Append a row; cells that are not named stay empty."""
        lines = self.lines(name)
        lines.append([cells.get(column, "") for column in lines[0]])
        self.write(name, lines)
        return len(lines)

    def remove(self, name: str, where: dict[str, str]) -> int:
        """Drop every row that has the values of `where`; the file as a whole is then named, by its first line."""
        lines = self.lines(name)
        header = lines[0]
        kept = [line for line in lines[1:] if any(line[header.index(c)] != value for c, value in where.items())]
        assert len(kept) < len(lines) - 1, f"no row of {name} has {where}"
        self.write(name, [header, *kept])
        return 1

    def first(self, name: str, **where: str) -> int:
        """Line of the first row that has these values."""
        return self.change(name, where)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "config")


def header_only(name: str) -> Edit:
    def edit(folder: Folder) -> int:
        folder.write(name, folder.lines(name)[:1])
        return 1

    return edit


def change(name: str, where: dict[str, str], **cells: str) -> Edit:
    return lambda folder: folder.change(name, where, **cells)


def add(name: str, **cells: str) -> Edit:
    return lambda folder: folder.add(name, **cells)


def remove(name: str, **where: str) -> Edit:
    return lambda folder: folder.remove(name, where)


def bands(*intervals: tuple[str, str]) -> Callable[[Folder], int]:
    """Score committee_coverage by bands; returns the line of the last one."""

    def edit(folder: Folder) -> int:
        folder.change("scoring_factors", {"factor": "committee_coverage"}, method="bands", lower="", upper="", scale="")
        line = 0
        for low, high in intervals:
            line = folder.add("scoring_points", factor="committee_coverage", min_value=low, max_value=high, points="7")
        return line

    return edit


OVERRIDE = {
    "account_key": "A-1",
    "tier": "1",
    "reason": "Board decision",
    "approved_by": "CRO",
    "effective_from": "2026-01-01",
    "expires_on": "2026-06-30",
}


def overrides(*rows: dict[str, str]) -> Edit:
    def edit(folder: Folder) -> int:
        return [folder.add("tier_overrides", **(OVERRIDE | row)) for row in rows][-1]

    return edit


DECISION = {
    "source_table": "crm/leads",
    "record_key": "L-1",
    "account_id": "A-1",
    "decided_by": "Ada",
    "decided_on": "2026-01-01",
    "reason": "Their sales office",
}
INDUSTRY, REVENUE = {"factor": "industry"}, {"factor": "annual_revenue"}
TIER_1 = {"pool": "new_business", "tier": "1"}
TIER_2 = {"pool": "new_business", "tier": "2"}
TIER_3 = {"pool": "new_business", "tier": "3"}

BROKEN: list[tuple[str, str, Edit, str]] = [
    # any file
    ("cell_type", "tiers", change("tiers", TIER_1, capacity="many"), "capacity is 'many', not a number"),
    ("whole_number", "tiers", change("tiers", TIER_1, capacity="1.5"), "not a whole number"),
    ("too_many_decimals", "tiers", change("tiers", TIER_1, min_score="30.00001"), "at most 3 digits and 4 decimals"),
    ("not_a_date", "version", change("version", {}, valid_from="01.02.2026"), "'01.02.2026', not a date"),
    ("not_a_date_to_an_engine", "version", change("version", {}, valid_from="20260201"), "'20260201', not a date"),
    ("not_a_boolean", "retier_policies", change("retier_policies", {}, apply_band="maybe"),
        "'maybe', not true or false"),
    ("space_by_boolean", "retier_policies", change("retier_policies", {}, apply_band=" true"),
        "' true', not true or false"),
    ("only_spaces", "pools", change("pools", {}, region="  "), "region holds nothing but spaces"),
    ("required_cell", "scoring_factors", change("scoring_factors", INDUSTRY, method=""), "method is not set"),
    ("repeated_factor", "scoring_factors", add("scoring_factors", component="intent", factor="Industry ", weight="0",
        method="lookup", missing="skip", sources="crm/accounts", description="x"), "repeated key: factor"),
    ("repeated_tier", "tiers", add("tiers", pool="customers", tier="1", tier_name="Strategic"), "repeated key: pool"),
    ("share", "retier_policies", change("retier_policies", {}, reserve_share="1.5"),
        "reserve_share is 1.5, not a share"),
    # SCORING 1
    ("component_negative", "scoring_components", change("scoring_components", {}, weight="-0.4"),
        "weight is -0.4, not a share"),
    ("component_sum", "scoring_components", lambda f: f.change("scoring_components", {}, weight="0.5") and 1,
        "the component weights sum to 1.10"),
    ("min_observed", "scoring_components", change("scoring_components", {}, min_observed="1.1"),
        "min_observed is 1.1, not a share"),
    ("no_icp_fit", "scoring_components", remove("scoring_components", component="icp_fit"), "'icp_fit' is missing"),
    ("no_intent", "scoring_components", remove("scoring_components", component="intent"), "'intent' is missing"),
    ("unknown_component", "scoring_components", add("scoring_components", component="luck", weight="0"),
        "unknown component 'luck'"),
    ("factor_component", "scoring_factors", change("scoring_factors", INDUSTRY, component="Icp_fit"),
        "unknown component 'Icp_fit'"),
    ("factor_without_feature", "scoring_factors", change("scoring_factors", INDUSTRY, factor="industri"),
        "unknown factor 'industri'"),
    ("feature_without_factor", "scoring_factors", remove("scoring_factors", factor="industry"),
        "factor 'industry' of component 'icp_fit' has no row"),
    ("factor_sum", "scoring_factors", change("scoring_factors", INDUSTRY, weight="0.3"),
        "the factor weights of component 'icp_fit' sum to 1.10"),
    ("factor_negative", "scoring_factors", change("scoring_factors", INDUSTRY, weight="-0.2"),
        "weight is -0.2, not a share"),
    ("method", "scoring_factors", change("scoring_factors", INDUSTRY, method="guess"), "method is unknown: 'guess'"),
    ("missing", "scoring_factors", change("scoring_factors", INDUSTRY, missing="drop"), "missing is unknown: 'drop'"),
    ("method_type", "scoring_factors", change("scoring_factors", REVENUE, method="lookup"), "does not fit factor"),
    ("source", "scoring_factors", change("scoring_factors", INDUSTRY, sources="crm/account"),
        "unknown source 'crm/account'"),
    ("scale", "scoring_factors", change("scoring_factors", REVENUE, scale=""), "a range needs a scale"),
    ("range_unset", "scoring_factors", change("scoring_factors", REVENUE, lower=""), "a range needs lower and upper"),
    ("range_order", "scoring_factors", change("scoring_factors", REVENUE, lower="9000000000"), "is not below upper"),
    ("range_log", "scoring_factors", change("scoring_factors", REVENUE, lower="-1"), "negative on the log scale"),
    ("signals_upper", "scoring_factors", change("scoring_factors", {"factor": "website_intent"}, upper="0"),
        "a signals factor needs upper > 0"),
    ("signals_upper_unset", "scoring_factors", change("scoring_factors", {"factor": "website_intent"}, upper=""),
        "upper > 0, this is not set"),
    ("points_factor", "scoring_points", add("scoring_points", factor="weather", value="sun", points="1"),
        "unknown factor 'weather'"),
    ("points_range", "scoring_points", change("scoring_points", {}, points="101"), "points are 101"),
    ("points_negative", "scoring_points", change("scoring_points", {}, points="-1"), "points are -1"),
    ("band_open_below", "scoring_points", lambda f: bands(("0", "1"), ("1", ""))(f) - 1, "is not open below"),
    ("band_open_above", "scoring_points", bands(("", "1"), ("1", "2")), "is not open above"),
    ("band_gap", "scoring_points", bands(("", "1"), ("2", "")), "begins 2, the one before ends 1"),
    ("band_overlap", "scoring_points", bands(("", "3"), ("2", "")), "begins 2, the one before ends 3"),
    ("band_empty", "scoring_points", lambda f: bands(("", "3"), ("3", "3"), ("3", ""))(f) - 1, "is empty: 3 to 3"),
    ("band_none", "scoring_factors", lambda f: bands()(f) or f.first("scoring_factors", factor="committee_coverage"),
        "has no bands"),
    ("lookup_repeated", "scoring_points", add("scoring_points", factor="industry", value=" FOOD", points="1"),
        "repeated key: factor 'industry', value ' FOOD'"),
    ("lookup_two_stars",
        "scoring_points", add("scoring_points", factor="industry", value="*", points="1", min_value="0"),
        "value '*' of factor 'industry' stands in line"),
    ("lookup_empty", "scoring_points", add("scoring_points", factor="industry", points="1"), "has no value"),
    ("half_life", "signal_types", change("signal_types", {}, half_life_days="0"), "half_life_days is 0"),
    ("lookback", "signal_types", change("signal_types", {}, lookback_days="0"), "lookback_days is 0"),
    ("cap", "signal_types", change("signal_types", {}, account_daily_cap="0"), "account_daily_cap is 0"),
    ("contact_cap", "signal_types", change("signal_types", {}, contact_daily_cap="0"), "contact_daily_cap is 0"),
    ("signal_factor", "signal_types", change("signal_types", {}, factor="web"), "unknown factor 'web'"),
    ("signal_method", "signal_types", change("signal_types", {}, factor="industry"), "has method 'lookup'"),
    ("signal_repeated", "signal_types", add("signal_types", signal_type="Call", factor="sales_engagement", points="1",
        half_life_days="1", lookback_days="1"), "repeated key: signal_type"),
    ("no_version", "version", header_only("version"), "there is no scoring version"),
    # SCORING 4
    ("no_pool", "pools", header_only("pools"), "there is no pool"),
    ("pool_priority", "pools", change("pools", {"pool": "new_business"}, priority="1"), "priority 1 stands in line 2"),
    ("last_pool", "pools", change("pools", {"pool": "new_business"}, country="DE"), "the last pool 'new_business' has"),
    ("tiers_of_unknown_pool", "tiers", add("tiers", pool="partners", tier="1", tier_name="Strategic"),
        "unknown pool 'partners'"),
    ("pool_without_tiers", "pools", lambda f: f.remove("tiers", {"pool": "customers"}) + 1, "has no tiers"),
    ("tier_gap", "tiers", lambda f: f.change("tiers", TIER_2, tier="4") - 1, "are 1, 3, 4"),
    ("tiers_differ", "tiers", lambda f: f.add("tiers", pool="new_business", tier="4", tier_name="Rest")
        and f.first("tiers", pool="customers", tier="3"), "pool 'customers' has 3 tiers, another pool 4"),
    ("one_tier", "tiers", lambda f: f.remove("tiers", TIER_2) + f.remove("tiers", TIER_3) - 2
        + f.first("tiers", **TIER_1), "pool 'new_business' has 1 tiers"),
    ("seven_tiers", "tiers", lambda f: [f.add("tiers", pool="new_business", tier=str(tier), tier_name=f"Rest {tier}")
        for tier in range(4, 8)][-1], "pool 'new_business' has 7 tiers"),
    ("a_tier_less", "tiers", lambda f: f.remove("tiers", TIER_3) + f.first("tiers", **TIER_2) - 1,
        "has 2 tiers, another"),
    ("tier_name", "tiers", change("tiers", TIER_1, tier_name="Top"), "tier 1 is named 'Top', in line 2 'Strategic'"),
    ("min_score", "tiers", change("tiers", TIER_2, min_score="30"),
        "min_score 30 of tier 2 in pool 'new_business' is not"),
    ("min_score_unset", "tiers", lambda f: f.change("tiers", TIER_1, min_score="") + 1,
        "tier 1, which is not set"),
    ("last_tier_score", "tiers", change("tiers", TIER_3, min_score="1"),
        "the last tier of pool 'new_business' has a min_score"),
    ("last_tier_band", "tiers", change("tiers", TIER_3, band="1"), "the last tier of pool 'new_business' has a band"),
    ("last_tier_dwell", "tiers", change("tiers", TIER_3, min_dwell_days="1"),
        "the last tier of pool 'new_business' has a min_dwell_days"),
    ("last_tier", "tiers", change("tiers", TIER_3, capacity="9"),
        "the last tier of pool 'new_business' has a capacity"),
    ("negative_capacity", "tiers", change("tiers", TIER_2, capacity="-1"), "capacity is -1"),
    ("criterion_pool", "tier_criteria", change("tier_criteria", {}, pool="all"), "unknown pool 'all'"),
    ("criterion_tier", "tier_criteria", change("tier_criteria", {}, tier="7"), "unknown tier '7'"),
    ("criterion_field", "tier_criteria", change("tier_criteria", {}, field="fit"), "unknown field 'fit'"),
    ("criterion_computed", "tier_criteria", change("tier_criteria", {}, field="rank_in_tier"), "unknown field"),
    ("hold_field", "hold_rules", change("hold_rules", {}, field="pipeline"), "unknown field 'pipeline'"),
    ("exclusion_field", "exclusion_rules", change("exclusion_rules", {}, field="status"), "unknown field 'status'"),
    ("trigger_tier", "trigger_rules", change("trigger_rules", {}, promote_to_tier="3"), "promote_to_tier is 3"),
    ("trigger_tier_0", "trigger_rules", change("trigger_rules", {}, promote_to_tier="0"), "promote_to_tier is 0"),
    ("trigger_count", "trigger_rules", change("trigger_rules", {}, min_count="0"), "min_count is 0"),
    ("override_set", "tier_overrides", overrides({"approved_by": ""}), "approved_by is not set"),
    ("override_reason", "tier_overrides", overrides({"reason": ""}), "reason is not set"),
    ("override_key", "tier_overrides", overrides({"account_key": ""}), "account_key is not set"),
    ("override_begin", "tier_overrides", overrides({"effective_from": ""}), "effective_from is not set"),
    ("override_end", "tier_overrides", overrides({"expires_on": ""}), "expires_on is not set"),
    ("override_repeated", "tier_overrides", overrides({}, {}), "repeated key: account_key 'A-1'"),
    ("override_tier", "tier_overrides", overrides({"tier": "4"}), "unknown tier '4'"),
    ("override_backwards", "tier_overrides", overrides({"expires_on": "2026-01-01"}), "is not after effective_from"),
    ("override_long", "tier_overrides", overrides({"expires_on": "2027-01-03"}), "more than 366 days after"),
    ("override_overlap", "tier_overrides", overrides({}, {"account_key": " a-1", "effective_from": "2026-06-29"}),
        "overlaps the one from 2026-01-01 until 2026-06-30"),
    # reference and gates
    ("decision_table", "identity_decisions", add("identity_decisions", **(DECISION | {"source_table": "leads"})),
        "unknown source_table 'leads'"),
    ("decision_reason", "identity_decisions", add("identity_decisions", **(DECISION | {"reason": ""})),
        "reason is not set"),
    ("decision_twice", "identity_decisions",
        lambda f: f.add("identity_decisions", **DECISION) and f.add("identity_decisions", **DECISION),
        "repeated key: source_table 'crm/leads'"),
    ("decision_itself", "identity_decisions",
        add("identity_decisions", **(DECISION | {"source_table": "crm/accounts", "record_key": "A-1"})),
        "account 'A-1' is merged into itself"),
    ("alias_chain", "company_aliases", add("company_aliases", alias="New Google", company="Google", kind="brand"),
        "company 'Google' is itself an alias"),
    ("affix_dots", "name_affixes", add("name_affixes", affix="s.p.a.", position="end", kind="legal_form"),
        "affix 's.p.a.' is not spelled as names are compared"),
    ("affix_start", "name_affixes", add("name_affixes", affix="limited company", position="start", kind="legal_form"),
        "at the start has several words"),
    ("word_case", "name_words", add("name_words", alias="Gmbh.", word="x"), "alias 'Gmbh.' is not spelled"),
    ("level_missing", "match_levels", remove("match_levels", level="near_name"),
        "level 'near_name' of name is missing"),
    ("level_unknown", "match_levels", change("match_levels", {"level": "near_name"}, level="near"),
        "unknown level 'near'"),
    ("level_share", "match_levels", change("match_levels", {}, m_probability="1.2"),
        "m_probability is 1.2, not a share"),
    ("match_setting", "match_settings", remove("match_settings", key="link_margin"),
        "setting 'link_margin' is missing"),
    ("match_order", "match_settings", change("match_settings", {"key": "link_weight"}, value="-3"),
        "link_weight -3 is below review_weight -2.5"),
    ("match_margin", "match_settings", change("match_settings", {"key": "link_margin"}, value="-1"),
        "link_margin is -1"),
    ("currency_unknown", "settings", change("settings", {"key": "base_currency"}, value="XXZ"),
        "setting 'base_currency' is 'XXZ' -> write a currency in use by its ISO 4217 code"),
    ("setting_missing", "settings", remove("settings", key="base_currency"), "setting 'base_currency' is missing"),
    ("time_zone", "settings", change("settings", {"key": "time_zone"}, value="Berlin"), "'time_zone' is 'Berlin'"),
    ("rollup", "settings", change("settings", {"key": "rollup_method"}, value="best"), "'rollup_method' is 'best'"),
    ("lift", "settings", change("settings", {"key": "rollup_breadth_lift"}, value="1.1"), "_lift' is '1.1'"),
    ("good", "settings", change("settings", {"key": "rollup_breadth_min_score"}, value="x"), "min_score' is 'x'"),
    ("lookalike", "settings", change("settings", {"key": "lookalike_min_fit"}, value="NaN"), "_fit' is 'NaN'"),
    ("salt", "settings", remove("settings", key="holdout_salt"), "setting 'holdout_salt' is missing"),
    ("level", "settings", change("settings", {"key": "significance_level"}, value="5"), "_level' is '5'"),
    ("never", "settings", change("settings", {"key": "significance_level"}, value="0.0"), "_level' is '0.0'"),
    ("always", "settings", change("settings", {"key": "significance_level"}, value="1"), "_level' is '1'"),
    ("few", "settings", change("settings", {"key": "min_deals_compared"}, value="0"), "_compared' is '0'"),
    ("ours", "settings", remove("settings", key="own_manufacturer"), "'own_manufacturer' is missing"),
    ("active", "settings", remove("settings", key="committee_active_days"), "'committee_active_days' is missing"),
    ("in_use", "settings", change("settings", {"key": "technology_in_use_days"}, value="0"), "_use_days' is '0'"),
    ("shrunk", "settings", change("settings", {"key": "deal_value_prior_deals"}, value="0"), "prior_deals' is '0'"),
    ("months", "settings", change("settings", {"key": "performance_months"}, value="6"), "_months' is '6'"),
    ("baseline", "baseline_periods", change("baseline_periods", {}, ends_on="2023-12-31"), "before it starts on"),
    ("held_pool", "holdout_shares", change("holdout_shares", {}, pool="mars"), "unknown pool 'mars'"),
    ("held_tier", "holdout_shares", change("holdout_shares", {}, tier="4"), "unknown tier '4'"),
    ("held_share", "holdout_shares", change("holdout_shares", {}, share="1.1"), "share is 1.1, not a share"),
    ("held_start", "holdout_shares", change("holdout_shares", {}, starts_on=""), "starts_on is not set"),
    ("score_gap", "score_bands", change("score_bands", {"score_band": "D"}, min_score="5"), "scores below 5 have no"),
    ("score_band", "score_bands", add("score_bands", score_band="E", min_score="45.0"), "'E' begins where that of"),
    ("no_band", "score_bands", header_only("score_bands"), "there is no band"),
    ("crm_field", "crm_fields", change("crm_fields", {"field": "tier"}, field="teir"), "unknown field 'teir'"),
    ("crm_name", "crm_fields", change("crm_fields", {"crm": "hubspot"}, crm="hubspott"), "unknown crm 'hubspott'"),
    ("crm_id", "crm_fields", remove("crm_fields", crm="crm", field="crm_record_id"), "'crm' has no field for crm_rec"),
    ("crm_twice", "crm_fields", change("crm_fields", {"field": "tier"}, crm_field="Id"), "crm_field 'Id' stands in"),
    ("channel", "audience_fields", change("audience_fields", {}, field="name"), "unknown field 'name' -> audience_m"),
    ("hears", "recipients", change("recipients", {}, gets="all"), "gets is unknown: 'all'"),
    ("url", "recipients", change("recipients", {}, url_variable="mailto://a:b@c"), "no name of an environment variab"),
    ("team", "recipients", change("recipients", {}, gets="team_accounts"), "'owners' gets team_accounts, team is ''"),
    ("no_team", "recipients", change("recipients", {}, team="North"), "'owners' gets own_accounts, team is 'North'"),
    ("contacts", "settings", change("settings", {"key": "committee_names_contacts"}, value="1"), "contacts' is '1'"),
    ("weeks", "settings", change("settings", {"key": "indicator_weeks"}, value="105"), "'indicator_weeks' is '105'"),
    ("effort", "settings", change("settings", {"key": "effort_days"}, value="0"), "'effort_days' is '0'"),
    ("sla_days", "settings", change("settings", {"key": "sla_days"}, value="367"), "'sla_days' is '367'"),
    ("sla_owner", "settings", change("settings", {"key": "sla_by_owner"}, value="yes"), "'sla_by_owner' is 'yes'"),
    ("unlisted", "settings", change("settings", {"key": "unlisted_min_records"}, value="0"), "records' is '0'"),
    # playbook
    ("play_tier", "tier_plays", change("tier_plays", {}, tier="4"), "unknown tier '4'"),
    ("play_pool", "tier_plays", change("tier_plays", {}, pool="mars"), "unknown pool 'mars'"),
    ("play_missing", "tier_plays", remove("tier_plays", tier="3"), "tier 3 of pool 'customers' has no play"),
    ("play_level", "tier_plays", change("tier_plays", {}, personalization_level="1:2"), "level is unknown: '1:2'"),
    ("play_cluster", "tier_plays", change("tier_plays", {"tier": "2"}, cluster_by=""), "cluster_by is '' for 1:few"),
    ("play_clustered", "tier_plays", change("tier_plays", {}, cluster_by="country"), "cluster_by is 'country' for 1:1"),
    ("play_by", "tier_plays", change("tier_plays", {"tier": "2"}, cluster_by="size"), "cluster_by is unknown: 'size'"),
    ("play_hours", "tier_plays", change("tier_plays", {}, hours_per_quarter="-1"), "hours_per_quarter is -1"),
    ("play_cost", "tier_plays", change("tier_plays", {}, cost_per_quarter="-1"), "cost_per_quarter is -1"),
    ("play_twice", "tier_plays", add("tier_plays", pool="*", tier="1", play="x", personalization_level="1:1",
        strategy="x", channels="x", owner_role="x", hours_per_quarter="1", cost_per_quarter="1"),
        "repeated key: pool '*', tier '1'"),
    ("action_tier", "next_best_actions", change("next_best_actions", {}, max_tier="4"), "unknown max_tier '4'"),
    ("action_trigger", "next_best_actions", change("next_best_actions", {}, trigger="fire"), "unknown trigger 'fire'"),
    ("action_stage", "next_best_actions", change("next_best_actions", {}, stage="Talk"), "unknown stage 'Talk'"),
    ("action_signal", "next_best_actions", change("next_best_actions", {}, top_signal="wink"), "top_signal 'wink'"),
    ("action_role", "next_best_actions", change("next_best_actions", {}, missing_role="boss"), "missing_role 'boss'"),
    ("action_last", "next_best_actions", change("next_best_actions", {"priority": "210"}, trigger="*"),
        "the last action (priority 210) has a condition"),
    ("action_none", "next_best_actions", header_only("next_best_actions"), "there is no action"),
    ("action_empty", "next_best_actions", change("next_best_actions", {}, action=""), "action is not set"),
    ("required_tier", "committee_requirements", change("committee_requirements", {}, tier="0"), "unknown tier '0'"),
    ("required_role", "committee_requirements", change("committee_requirements", {}, role="boss"), "role 'boss'"),
    ("title_role", "buying_role_titles", change("buying_role_titles", {}, role="boss"), "unknown role 'boss'"),
    ("stage_place", "opportunity_stages", change("opportunity_stages", {}, position="first"), "not a number"),
    ("hours_there", "role_capacities", change("role_capacities", {}, hours_per_quarter="0"), "hours_per_quarter is 0"),
    ("sla_tier", "tier_slas", change("tier_slas", {}, tier="4"), "unknown tier '4'"),
    ("sla_event", "tier_slas", change("tier_slas", {}, event="birthday"), "unknown event 'birthday'"),
    ("sla_hours", "tier_slas", change("tier_slas", {}, due_business_hours="0"), "due_business_hours is 0"),
    ("sla_far", "tier_slas", change("tier_slas", {}, due_business_hours="480.01"), "more than 60 working days"),
    ("sla_twice", "tier_slas", add("tier_slas", sla="again", tier="1", event="promoted", role="account executive ",
        due_business_hours="1", description="x"), "have a service level in line 2 already"),
    ("sla_name", "tier_slas", add("tier_slas", sla="tier_1_promoted", tier="2", event="promoted", role="x",
        due_business_hours="1", description="x"), "repeated key: sla"),
    ("event_signal", "sla_events", change("sla_events", {"event": "demo_request"}, signal_type=""),
        "event 'demo_request' has signal_type ''"),
    ("event_tiers", "sla_events", change("sla_events", {"event": "promoted"}, signal_type="call"),
        "event 'promoted' has signal_type 'call'"),
    ("touch_empty", "touch_types", change("touch_types", {}, activity_type=""), "activity_type is not set"),
    ("calendar_other", "business_calendars", remove("business_calendars", country="*"), "there is no calendar *"),
    ("calendar_days", "business_calendars", change("business_calendars", {}, weekdays="mon,tue"), "is 'mon,tue'"),
    ("calendar_twice", "business_calendars", change("business_calendars", {}, weekdays="mon mon"), "is 'mon mon'"),
    ("calendar_hours", "business_calendars", change("business_calendars", {}, closes_at="08:00"), "closes at '08:00'"),
    ("calendar_time", "business_calendars", change("business_calendars", {}, opens_at="8:00"), "opens at '8:00'"),
    ("calendar_zone", "business_calendars", change("business_calendars", {}, utc_offset_minutes="900"), "is 900"),
    ("holiday_country", "holidays", change("holidays", {}, country="XX"), "unknown country 'XX'"),
    ("holiday_twice", "holidays", lambda f: f.add("holidays", country="DE", holiday_on="2026-12-24", holiday="x") and
        f.add("holidays", country="DE", holiday_on="2026-12-24", holiday="y"), "repeated key: country 'DE'"),
    ("provider", "intent_providers", change("intent_providers", {}, ceiling="0"), "is not below ceiling 0"),
    ("any_provider", "intent_providers", remove("intent_providers", provider="*"), "provider '*' is missing"),
    ("check", "gate_thresholds", change("gate_thresholds", {}, check="stale_sauce"), "check is unknown: 'stale_sauce'"),
    ("severity", "gate_thresholds", change("gate_thresholds", {}, severity="halt"), "severity is unknown: 'halt'"),
    ("no_limit", "gate_thresholds", change("gate_thresholds", {}, min_value="", max_value=""), "neither min_value nor"),
    (
        "integrity_waived",
        "gate_thresholds",
        change("gate_thresholds", {"check": "reject_share"}, waivable="true"),
        "check 'reject_share' can never be waived",
    ),
    ("limits_crossed", "gate_thresholds", change("gate_thresholds", {}, min_value="2", max_value="1"),
        "is above max_value"),
    ("gate_source", "gate_thresholds", change("gate_thresholds", {}, source="crn"), "unknown source 'crn'"),
    ("gate_table", "gate_thresholds", change("gate_thresholds", {}, source="crm", table="acounts"), "unknown table"),
    ("gate_pool", "gate_thresholds", change("gate_thresholds", {}, pool="all"), "unknown pool 'all'"),
    ("gate_tier", "gate_thresholds", change("gate_thresholds", {}, tier="9"), "unknown tier '9'"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "edit", "message"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_rule_names_file_line_and_rule(
    folder: Folder,
    table: str,
    edit: Edit,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """As the command says it, which every refresh begins with: exit 2, one line per problem, nothing written."""
    line = edit(folder)
    monkeypatch.setenv("TIERING_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.argv", ["tiering", "check-config", "--config", str(folder.directory)])
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    told = [problem for problem in said.err.splitlines() if message in problem]
    assert told, f"told instead: {said.err}"
    assert f"{folder.path(table)}, line {line}: " in told[0]
    assert " -> " in told[0], "no remedy"
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == before


def test_every_case_has_a_message_of_its_own() -> None:
    assert len({(table, message) for _, table, _, message in BROKEN}) == len(BROKEN)


def test_default_configuration_is_sound() -> None:
    loaded = configuration.load(PROJECT / "seeds")
    assert loaded.settings == configuration.load_settings(PROJECT / "seeds") == configuration.RefreshSettings()
    assert loaded.policy("quarterly").max_turnover_share == Decimal("0.25")
    assert loaded.policy("daily").reserve_share == 0
    assert not loaded.policy("daily").allow_demotion
    assert loaded.settings.base_currency == "EUR"
    assert loaded.thresholds


def test_a_trigger_by_an_unlisted_event_type_is_noticed_and_not_refused(folder: Folder) -> None:
    assert configuration.load(folder.directory).notices == []
    line = folder.change("trigger_rules", {"event_type": "acquisition"}, event_type="acquisiton")
    folder.change("trigger_rules", {"event_type": "new_site"}, event_type=" New_Site")
    folder.add("trigger_rules", event_type="moon_landing", promote_to_tier="1", duration_days="9")
    misspelt, unheard_of, idle = configuration.load(folder.directory).notices
    assert misspelt.startswith(f"{folder.path('trigger_rules')}, line {line}: event_type 'acquisiton' is not listed")
    assert "did you mean 'acquisition'?" in misspelt and "did you mean" not in unheard_of
    assert idle.startswith(f"{folder.path('next_best_actions')}, line 4: trigger 'acquisition' is started by no rule")


def test_a_feature_column_without_factor_is_seen() -> None:
    """The rule 'and the other way round' rests on the features' YAML: it knows every factor of the default model."""
    factors = Facts.read(PROJECT).factors
    rows = configuration.load(PROJECT / "seeds")["scoring_factors"]
    assert {(c, f) for c, columns in factors.items() for f in columns} == {
        (row.text("component"), row.text("factor")) for row in rows
    }


def test_every_setting_that_a_model_reads_is_checked() -> None:
    """Without its row, `setting` is null, and what it decides would be decided silently."""
    sql = "".join(file.read_text("utf-8") for part in ("models", "macros") for file in (PROJECT / part).rglob("*.sql"))
    read = set(re.findall(r"setting\('(\w+)'\)", sql))
    assert len(read) >= 19
    assert read <= {*settings_table._EXPECTED, *identity_rules.SETTINGS}


def test_one_component_of_weight_has_to_be_on(folder: Folder) -> None:
    for component, weight in {"icp_fit": "0", "intent": "1", "engagement": "0", "strategic": "0"}.items():
        folder.change("scoring_components", {"component": component}, weight=weight)
    loaded = configuration.load(folder.directory)
    loaded.check_landed({"crm/accounts", "intent/surges"})
    with pytest.raises(InputError, match=r"scoring_components\.csv, line 1: no component of weight > 0 is on"):
        loaded.check_landed({"crm/accounts"})


def test_missing_file_is_refused(folder: Folder) -> None:
    folder.path("hold_rules").unlink()
    with pytest.raises(InputError, match=r"hold_rules\.csv: the configuration file is missing"):
        configuration.load(folder.directory)


def test_unknown_file_is_refused(folder: Folder) -> None:
    (folder.directory / "scoring" / "scoring_factor.csv").write_text("factor\n")
    with pytest.raises(InputError, match=r"scoring_factor\.csv: unknown configuration file"):
        configuration.load(folder.directory)


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the configuration folder is missing"):
        configuration.load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("column", "message"), [("weight,weight", "appears 2 times"), ("colour", "unknown column"), ("", "is missing")]
)
def test_columns_are_those_of_the_schema(folder: Folder, column: str, message: str) -> None:
    file = folder.path("scoring_components")
    file.write_text(f"component,min_observed,description{',' + column if column else ''}\n")
    with pytest.raises(InputError, match=rf"scoring_components\.csv, line 1: .*{message}"):
        configuration.load(folder.directory)


def test_short_line_and_wrong_encoding_are_refused(folder: Folder) -> None:
    folder.path("hold_rules").write_text("rule,field,min_value,description\na,open_pipeline_value,1\n")
    folder.path("pools").write_bytes("pool,priority\nkäufer,1\n".encode("cp1252"))
    with pytest.raises(configuration.ConfigurationError) as caught:
        configuration.load(folder.directory)
    assert "line 2: the line has 3 cells, the header 4" in str(caught.value)
    assert "pools.csv, line 1: the file is not UTF-8 text" in str(caught.value)


def test_header_only_means_none(folder: Folder) -> None:
    for name in ("tier_criteria", "trigger_rules", "hold_rules", "exclusion_rules"):
        header_only(name)(folder)
    loaded = configuration.load(folder.directory)
    assert loaded["hold_rules"].rows == ()


def test_every_problem_is_told_at_once(folder: Folder) -> None:
    folder.change("tiers", TIER_2, min_score="99")
    folder.change("hold_rules", {}, field="pipeline")
    with pytest.raises(configuration.ConfigurationError) as caught:
        configuration.load(folder.directory)
    assert len(str(caught.value).splitlines()) == len(caught.value.problems) == 2


def test_sound_bands_and_renewed_overrides_pass(folder: Folder) -> None:
    bands(("", "0.25"), ("0.25", "0.5"), ("0.5", ""))(folder)
    overrides({}, {"effective_from": "2026-06-30", "expires_on": "2027-07-01"})(folder)
    configuration.load(folder.directory)


def test_hash_is_the_documented_one_and_ignores_line_ends(folder: Folder) -> None:
    expected = hashlib.sha256()
    for file in sorted(folder.directory.rglob("*.csv"), key=lambda f: str(f.relative_to(folder.directory)).encode()):
        content = file.read_bytes()
        expected.update(f"{file.relative_to(folder.directory).as_posix()}\n{len(content)}\n".encode() + content)
    assert configuration.load(folder.directory).hash == expected.hexdigest()

    pools = folder.path("pools")
    pools.write_bytes(pools.read_bytes().replace(b"\n", b"\r\n"))
    assert configuration.load(folder.directory).hash == expected.hexdigest()

    pools.write_bytes(pools.read_bytes() + b"\r\n")
    assert configuration.load(folder.directory).hash != expected.hexdigest()


def test_scoring_version_is_the_latest_begun(folder: Folder) -> None:
    folder.write(
        "version", [["scoring_version", "valid_from", "note"], ["v2", "2026-03-01", ""], ["v1", "2020-01-01", ""]]
    )
    loaded = configuration.load(folder.directory)
    assert loaded.scoring_version(date(2026, 2, 28)) == "v1"
    assert loaded.scoring_version(date(2026, 3, 1)) == "v2"
    with pytest.raises(InputError, match="no scoring version is valid on 2019-12-31"):
        loaded.scoring_version(date(2019, 12, 31))


def test_unknown_policy_is_refused(folder: Folder) -> None:
    with pytest.raises(InputError, match="unknown policy 'weekly' -> the policies are quarterly, daily, baseline"):
        configuration.load(folder.directory).policy("weekly")


def test_a_configuration_is_its_own_copy(tmp_path: Path) -> None:
    """A simulation that is looked at again with the configuration it wrote has the same id, and writes there."""
    folder = Folder(tmp_path / "config")
    before = folder.path("tiers").read_bytes()
    configuration.load(folder.directory).copy_to(folder.directory)
    assert folder.path("tiers").read_bytes() == before
