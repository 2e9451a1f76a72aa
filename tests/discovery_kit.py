"""An unknown company's exports, dumped flat: made by hand after what real ones look like."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from orchestration.lib import configuration
from orchestration.lib.contracts import load_contracts
from orchestration.lib.discovery import FileFound, Survey, TableFound, survey
from orchestration.lib.discovery.columns import Finding
from orchestration.lib.settings import PROJECT

CONTRACTS = load_contracts(PROJECT / "models")
CONFIGURATION = configuration.load(PROJECT / "seeds")

FLAT: Mapping[str, str] = {
    "accounts.csv": "account,sector,revenue,employees,office_location,subsidiary_of\n"
    "Acme,food,1100.04,2822,United States,\n"
    "Betatech,retail,647.18,1185,Kenya,Acme\n"
    "Cancity,retail,718.62,2448,Germany,\n"
    "Dalttechnology,software,1370.80,2450,Germany,Cancity\n"
    "Finhigh,finance,1102.43,1759,Panama,\n",
    "sales_pipeline.csv": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "1C1I7A6R,Moses Frase,GTX Pro,Acme,Won,2025-01-20,2025-03-01,1054\n"
    "Z063OYW0,Ada Lake,GTXPro,Cancity,Won,2025-02-25,2025-03-11,4514\n"
    "EC4QE1BX,Ada Lake,MG Special,Acme,Lost,2025-02-25,2025-03-07,0\n"
    "MV1LWRNH,Moses Frase,MG Special,Finhigh,Engaging,2025-03-12,,\n",
    "products.csv": "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n",
    "sales_teams.csv": "sales_agent,manager,regional_office\nMoses Frase,Dustin Brink,Central\nAda Lake,Bo Ray,West\n",
    "data_dictionary.csv": "Table,Field,Description\naccounts,account,Company name\n",
}


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files by their path in the folder; the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def look(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Survey:
    """What is found in the folder, after writing the files into it."""
    return survey(put(folder, files or {}), CONTRACTS, CONFIGURATION)


def file_of(found: Survey, path: str) -> FileFound:
    return next(file for file in found.files if file.landing_path == path)


def table_of(found: Survey, name: str) -> TableFound:
    return next(table for table in found.tables if table.table == name)


def finding_of(found: Survey, column: str) -> Finding:
    """The finding of `source/table.column`."""
    table, _, name = column.partition(".")
    return next(finding for finding in table_of(found, table).findings if finding.column == name)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
