"""Labelled company names: made-up companies as several systems write them, and large ones as people type them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FORMS = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "KG", "Gesellschaft mit beschränkter Haftung", "G.m.b.H.", "e.K."),
    "AT": ("GmbH", "Ges.m.b.H.", "AG"),
    "CH": ("AG", "SA", "Sàrl", "GmbH"),
    "FR": ("SA", "SAS", "S.A.R.L.", "Société Anonyme", "S.A.S."),
    "IT": ("S.p.A.", "SpA", "S.r.l.", "Srl"),
    "ES": ("S.A.", "S.L.", "S.L.U.", "Sociedad Anónima"),
    "PT": ("Lda.", "S.A.", "SGPS"),
    "BR": ("Ltda.", "S/A", "S.A."),
    "MX": ("S.A. de C.V.", "S. de R.L. de C.V.", "SA de CV"),
    "NL": ("B.V.", "BV", "N.V.", "NV"),
    "SE": ("AB", "Aktiebolag", "AB (publ)"),
    "DK": ("A/S", "ApS"),
    "NO": ("AS", "ASA"),
    "FI": ("Oy", "Oyj"),
    "PL": ("Sp. z o.o.", "S.A.", "sp. z o. o.", "Spółka Akcyjna"),
    "CZ": ("s.r.o.", "a.s.", "spol. s r.o."),
    "TR": ("A.Ş.", "Ltd. Şti."),
    "GB": ("Ltd", "Limited", "PLC", "LLP", "Ltd."),
    "US": ("Inc.", "Incorporated", "LLC", "Corp.", "Corporation", "Company", "Co.", "L.L.C."),
    "IN": ("Pvt. Ltd.", "Private Limited", "Limited"),
    "JP": ("K.K.", "Co., Ltd.", "Kabushiki Kaisha"),
}
NAMES = (
    "Müller Schröder Weiß Grünewald Köhler Bäcker Löwenstein Hübner Fährmann Dörfler Brückner Schäfer Vogelsang Krämer "
    "Lefèvre Béranger Château Rhône Génie Beauséjour Delacroix Garçon Hervé Noël Saint-Étienne Ferrière "
    "Rossi Bellandi Montanari Carracci Zanetti Lombardi Núñez Peñalosa García Ibáñez Cañizares Muñoz Gonçalves "
    "Araújo Simões Conceição Łukasiewicz Wiśniewski Żeromski Dąbrowski Dvořák Novotný Křižík Škovránek Şahin Yıldız "
    "Çelik Øverland Bjørnstad Ångström Sjögren Håkansson Kjærgaard Mäkelä Hyvärinen Van-der-Berg O'Connell McAllister "
    "Thornbury Whitfield Harrowgate Ashcombe Penderyn Kilbride Larchmont Westbrook Granite Falcon Summit Northwind "
    "Bluewater Redstone Silverline Cascadia Meridian Vanguardia Altavista Tessera Novalis Quantix Zephyra Orbitron "
    "Tanaka Yamashita Kobayashi Patel Krishnan Venkatesh Bharati Himadri Sakura Fujimori Nakagawa Aravinda"
).split()
TRADES = (
    "Maschinenbau;Foods;Packaging Systems;Steel;Metallbau;Logistics;Pharma;Chemicals;Beverages;Electronics;Plastics;"
    "Engineering;Dairy Products;Medical Devices;Industries;Technologies;Automation;Furniture;Textiles;Paper Mills;"
    "Construction;Energy;Brewery;Transport & Spedition;Tools and Dies;Coatings;Instruments;Bakery;Printing;Software"
).split(";")
LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i"}
SHORT = {
    "Technologies": "Tech", "Industries": "Ind.", "Engineering": "Eng.", "Pharma": "Pharmaceuticals",
    "Systems": "Sys", "Construction": "Constr.", "Foods": "Food", "Chemicals": "Chem.", "Products": "Prod.",
    "Logistics": "Logistik", "Transport": "Transp.",
}  # fmt: skip


@dataclass(frozen=True)
class Company:
    """An account of the CRM."""

    account_id: str
    name: str
    country: str | None


@dataclass(frozen=True)
class Written:
    """A record of another source; `account_id` is the truth, None for a company that is no account."""

    record_key: str
    name: str
    country: str | None
    account_id: str | None


def made_up(seed: int, accounts: int = 700, records: int = 1500) -> tuple[list[Company], list[Written]]:
    """Accounts, some of one name in two countries, and records, a third of them of companies that are no accounts.

    Those have an account's name in another country, share its words, or are strangers.
    """
    chance = random.Random(seed)  # noqa: S311
    book: dict[tuple[str, str], None] = {}
    while len(book) < accounts * 3 // 2:
        words = f"{chance.choice(NAMES)} {chance.choice(TRADES)}"
        if chance.random() < 0.2:
            words = f"{chance.choice(NAMES)} & {words}"
        for country in chance.sample(list(FORMS), 2 if chance.random() < 0.06 else 1):
            book[words, country] = None
    companies = list(book)
    chance.shuffle(companies)
    known = {company: f"A{number:05}" for number, company in enumerate(companies[:accounts])}
    crm = [
        Company(key, f"{words} {chance.choice(FORMS[country])}", country if chance.random() < 0.9 else None)
        for (words, country), key in known.items()
    ]
    written = []
    homonyms = {words for words, _ in known if sum((words, country) in known for country in FORMS) > 1}
    for number in range(records):
        words, country = chance.choice(companies)
        says_country = chance.random() < 0.6 or words in homonyms
        elsewhere = (words, country) not in known and any((words, other) in known for other in FORMS)
        name = rewritten(words, country, chance)
        written.append(
            Written(f"R{number:05}", name, country if says_country or elsewhere else None, known.get((words, country)))
        )
    return crm, written


def rewritten(words: str, country: str, chance: random.Random) -> str:
    """The name as another system has it: another legal form or none, accents, case, order, signs, short forms."""
    parts = words.split(" ")
    if chance.random() < 0.25 and len(parts) > 1:
        parts = [*parts[1:], parts[0]] if "&" not in words else parts
    if chance.random() < 0.2:
        parts = [SHORT.get(part, part) for part in parts]
    if chance.random() < 0.4:
        parts = ["and" if part == "&" else "&" if part == "and" else part for part in parts]
    name = " ".join(parts)
    if chance.random() < 0.75:
        name += chance.choice((" ", ", ", "\u00a0")) + chance.choice(FORMS[country])
    if chance.random() < 0.4:
        name = without_accents(name, spell_out=chance.random() < 0.5)
    if chance.random() < 0.15 and len(name) > 12:
        place = chance.randrange(1, len(name.split(" ")[0]))
        name = chance.choice((name[:place] + name[place + 1 :], name[:place] + name[place] + name[place:]))
    if chance.random() < 0.1:
        name = f"The {name}"
    if chance.random() < 0.1:
        name = name.replace("-", " ").replace("'", "\u2019")
    return chance.choice((str, str, str.upper, str.lower))(name)


def without_accents(text: str, *, spell_out: bool) -> str:
    """`Müller` as Mueller, or as Muller."""
    if spell_out:
        text = "".join(LETTERS.get(letter, letter) for letter in text)
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


REFERENCE = """
Walmart Inc.|Amazon.com, Inc.|Exxon Mobil Corporation|Apple Inc.|UnitedHealth Group Incorporated|CVS Health Corporation
Berkshire Hathaway Inc.|Alphabet Inc.|McKesson Corporation|Chevron Corporation|Cencora, Inc.|Costco Wholesale Corporation
Microsoft Corporation|Cardinal Health, Inc.|The Cigna Group|Marathon Petroleum Corporation|Phillips 66|Valero Energy Corporation
Ford Motor Company|The Home Depot, Inc.|General Motors Company|Elevance Health, Inc.|JPMorgan Chase & Co.|The Kroger Co.
Centene Corporation|Verizon Communications Inc.|Walgreens Boots Alliance, Inc.|Comcast Corporation|AT&T Inc.
Meta Platforms, Inc.|Bank of America Corporation|Target Corporation|Dell Technologies Inc.|Archer-Daniels-Midland Company
Citigroup Inc.|United Parcel Service, Inc.|Pfizer Inc.|Lowe's Companies, Inc.|Johnson & Johnson|FedEx Corporation
Humana Inc.|Wells Fargo & Company|The Procter & Gamble Company|PepsiCo, Inc.|Albertsons Companies, Inc.|RTX Corporation
The Walt Disney Company|Lockheed Martin Corporation|The Boeing Company|HP Inc.|Caterpillar Inc.|MetLife, Inc.
International Business Machines Corporation|Deere & Company|Intel Corporation|Merck & Co., Inc.|The Coca-Cola Company
Mondelez International, Inc.|The Kraft Heinz Company|Kellanova|McDonald's Corporation|Starbucks Corporation|NIKE, Inc.
Colgate-Palmolive Company|Kimberly-Clark Corporation|The Estée Lauder Companies Inc.|Philip Morris International Inc.
Altria Group, Inc.|3M Company|GE Aerospace|Honeywell International Inc.|Emerson Electric Co.|Eaton Corporation plc
Trane Technologies plc|Illinois Tool Works Inc.|Parker-Hannifin Corporation|Linde plc|DuPont de Nemours, Inc.|Dow Inc.
Block, Inc.|Booking Holdings Inc.|Salesforce, Inc.|Adobe Inc.|Oracle Corporation|Cisco Systems, Inc.|Broadcom Inc.
Hewlett Packard Enterprise Company|Texas Instruments Incorporated|QUALCOMM Incorporated|Advanced Micro Devices, Inc.
S&P Global Inc.|Moody's Corporation|Marsh & McLennan Companies, Inc.|BlackRock, Inc.|The Goldman Sachs Group, Inc.
Volkswagen AG|Mercedes-Benz Group AG|Bayerische Motoren Werke AG|Siemens AG|BASF SE|Bayer AG|Deutsche Telekom AG|E.ON SE
Allianz SE|Münchener Rückversicherungs-Gesellschaft AG|SAP SE|Deutsche Bank AG|Heidelberg Materials AG|thyssenkrupp AG
Nestlé S.A.|Novartis AG|Roche Holding AG|Holcim Ltd|ABB Ltd|Zurich Insurance Group AG|Shell plc|BP p.l.c.|HSBC Holdings plc
Unilever PLC|AstraZeneca PLC|GSK plc|Vodafone Group Plc|NatWest Group plc|Reckitt Benckiser Group plc|Rolls-Royce Holdings plc
TotalEnergies SE|LVMH Moët Hennessy Louis Vuitton SE|L'Oréal S.A.|Sanofi S.A.|Orange S.A.|Danone S.A.|Engie SA|Kering SA
Compagnie de Saint-Gobain S.A.|Société Générale S.A.|BNP Paribas S.A.|Stellantis N.V.|Airbus SE|Koninklijke Philips N.V.
ING Groep N.V.|ASML Holding N.V.|Koninklijke Ahold Delhaize N.V.|Anheuser-Busch InBev SA/NV|Eni S.p.A.|Enel S.p.A.
Leonardo S.p.A.|Banco Santander, S.A.|Telefónica, S.A.|Industria de Diseño Textil, S.A.|Iberdrola, S.A.|Equinor ASA
A.P. Møller - Mærsk A/S|Novo Nordisk A/S|Telefonaktiebolaget LM Ericsson|AB Volvo|Ørsted A/S|Nokia Oyj|H & M Hennes & Mauritz AB
Toyota Motor Corporation|Honda Motor Co., Ltd.|Sony Group Corporation|Panasonic Holdings Corporation|Hitachi, Ltd.
Samsung Electronics Co., Ltd.|Hyundai Motor Company|Hon Hai Precision Industry Co., Ltd.|Tencent Holdings Limited
Petróleo Brasileiro S.A.|Vale S.A.|BHP Group Limited|Rio Tinto plc|PJSC Gazprom|PT Astra International Tbk
""".replace("\n", "|").strip("|").split("|")
"""Large companies by their full names."""

TYPED = """
Walmart>Walmart Inc.|Wal-Mart Stores>Walmart Inc.|wal mart>Walmart Inc.|Amazon>Amazon.com, Inc.|amazon.com>Amazon.com, Inc.
ExxonMobil>Exxon Mobil Corporation|exxon mobil corp>Exxon Mobil Corporation|apple>Apple Inc.|Apple Computer, Inc.>Apple Inc.
United Health Group>UnitedHealth Group Incorporated|UnitedHealth>UnitedHealth Group Incorporated|CVS>CVS Health Corporation
Google>Alphabet Inc.|Google Inc>Alphabet Inc.|Alphabet (Google)>|McKesson Corp>McKesson Corporation
AmerisourceBergen>Cencora, Inc.|Costco>Costco Wholesale Corporation|microsoft corp.>Microsoft Corporation
Cigna>The Cigna Group|Phillips 66 Company>Phillips 66|Valero Energy>Valero Energy Corporation|Ford>Ford Motor Company
Ford Motor Co>Ford Motor Company|Home Depot>The Home Depot, Inc.|The Home Depot>The Home Depot, Inc.
General Motors>General Motors Company|GM>General Motors Company|Anthem, Inc.>Elevance Health, Inc.
JP Morgan Chase>JPMorgan Chase & Co.|J.P. Morgan>JPMorgan Chase & Co.|JPMorgan Chase and Co>JPMorgan Chase & Co.
Kroger>The Kroger Co.|Verizon>Verizon Communications Inc.|Walgreens>Walgreens Boots Alliance, Inc.|AT & T>AT&T Inc.
AT and T>AT&T Inc.|Facebook>Meta Platforms, Inc.|Facebook, Inc.>Meta Platforms, Inc.|Bank of America>Bank of America Corporation
Bank of America Corp>Bank of America Corporation|Target>Target Corporation|Dell>Dell Technologies Inc.
Archer Daniels Midland>Archer-Daniels-Midland Company|ADM>Archer-Daniels-Midland Company|Citi>Citigroup Inc.
UPS>United Parcel Service, Inc.|United Parcel Service>United Parcel Service, Inc.|Lowes>Lowe's Companies, Inc.
Lowe\u2019s>Lowe's Companies, Inc.|Johnson and Johnson>Johnson & Johnson|J&J>Johnson & Johnson|Federal Express>FedEx Corporation
Wells Fargo>Wells Fargo & Company|Procter and Gamble>The Procter & Gamble Company|P&G>The Procter & Gamble Company
Procter & Gamble Co.>The Procter & Gamble Company|Pepsico>PepsiCo, Inc.|Raytheon Technologies>RTX Corporation
Disney>The Walt Disney Company|Walt Disney Co>The Walt Disney Company|Lockheed>Lockheed Martin Corporation
Boeing>The Boeing Company|The Boeing Co>The Boeing Company|HP>HP Inc.|Hewlett-Packard>HP Inc.|Caterpillar>Caterpillar Inc.
IBM>International Business Machines Corporation|I.B.M.>International Business Machines Corporation|IBM Corp.>International Business Machines Corporation
John Deere>Deere & Company|Deere>Deere & Company|Deere and Co>Deere & Company|Intel Corp>Intel Corporation|Merck>Merck & Co., Inc.
Coca Cola>The Coca-Cola Company|Coca-Cola Co>The Coca-Cola Company|THE COCA COLA COMPANY>The Coca-Cola Company
Kraft Heinz>The Kraft Heinz Company|Kellogg Company>Kellanova|McDonalds>McDonald's Corporation|Mc Donald's>McDonald's Corporation
Starbucks Corp>Starbucks Corporation|Nike>NIKE, Inc.|Estee Lauder>The Estée Lauder Companies Inc.
Estee Lauder Companies>The Estée Lauder Companies Inc.|Philip Morris International>Philip Morris International Inc.
3M>3M Company|3M Co.>3M Company|General Electric>GE Aerospace|Honeywell>Honeywell International Inc.|Emerson>Emerson Electric Co.
Eaton Corp>Eaton Corporation plc|Parker Hannifin>Parker-Hannifin Corporation|DuPont>DuPont de Nemours, Inc.
Dow Chemical Company>Dow Inc.|Square Inc>Block, Inc.|Priceline Group>Booking Holdings Inc.|Salesforce.com>Salesforce, Inc.
Adobe Systems Incorporated>Adobe Inc.|Oracle>Oracle Corporation|Cisco>Cisco Systems, Inc.|HPE>Hewlett Packard Enterprise Company
Hewlett-Packard Enterprise>Hewlett Packard Enterprise Company|Texas Instruments>Texas Instruments Incorporated
Qualcomm>QUALCOMM Incorporated|AMD>Advanced Micro Devices, Inc.|McGraw-Hill Companies>S&P Global Inc.|Moodys>Moody's Corporation
Marsh & McLennan>Marsh & McLennan Companies, Inc.|Black Rock>BlackRock, Inc.|Goldman Sachs>The Goldman Sachs Group, Inc.
Volkswagen>Volkswagen AG|VW>Volkswagen AG|Daimler AG>Mercedes-Benz Group AG|Mercedes-Benz>Mercedes-Benz Group AG
BMW>Bayerische Motoren Werke AG|BMW AG>Bayerische Motoren Werke AG|Siemens>Siemens AG|BASF Aktiengesellschaft>BASF SE
Deutsche Telekom>Deutsche Telekom AG|EON>E.ON SE|Munich Re>Münchener Rückversicherungs-Gesellschaft AG|SAP AG>SAP SE
HeidelbergCement>Heidelberg Materials AG|Thyssen Krupp>thyssenkrupp AG|Nestle>Nestlé S.A.|Nestle SA>Nestlé S.A.
Roche>Roche Holding AG|LafargeHolcim>Holcim Ltd|Asea Brown Boveri>ABB Ltd|Zurich Insurance>Zurich Insurance Group AG
Royal Dutch Shell>Shell plc|British Petroleum>BP p.l.c.|BP>BP p.l.c.|HSBC>HSBC Holdings plc|Astra Zeneca>AstraZeneca PLC
GlaxoSmithKline>GSK plc|Glaxo Smith Kline plc>GSK plc|Vodafone>Vodafone Group Plc|Royal Bank of Scotland>NatWest Group plc
Reckitt>Reckitt Benckiser Group plc|Rolls Royce>Rolls-Royce Holdings plc|Total S.A.>TotalEnergies SE|LVMH>LVMH Moët Hennessy Louis Vuitton SE
LOreal>L'Oréal S.A.|L\u2019Oreal SA>L'Oréal S.A.|Sanofi-Aventis>Sanofi S.A.|France Telecom>Orange S.A.|Groupe Danone>Danone S.A.
GDF Suez>Engie SA|Saint Gobain>Compagnie de Saint-Gobain S.A.|Societe Generale>Société Générale S.A.|BNP-Paribas>BNP Paribas S.A.
Fiat Chrysler Automobiles>Stellantis N.V.|EADS>Airbus SE|Airbus Group>Airbus SE|Philips>Koninklijke Philips N.V.|Royal Philips>Koninklijke Philips N.V.
ING Group>ING Groep N.V.|ASML>ASML Holding N.V.|Ahold Delhaize>Koninklijke Ahold Delhaize N.V.|AB InBev>Anheuser-Busch InBev SA/NV
Anheuser Busch InBev>Anheuser-Busch InBev SA/NV|ENI SpA>Eni S.p.A.|Finmeccanica>Leonardo S.p.A.|Santander>Banco Santander, S.A.
Telefonica>Telefónica, S.A.|Inditex>Industria de Diseño Textil, S.A.|Iberdrola SA>Iberdrola, S.A.|Statoil>Equinor ASA
Maersk>A.P. Møller - Mærsk A/S|AP Moller-Maersk>A.P. Møller - Mærsk A/S|Ericsson>Telefonaktiebolaget LM Ericsson|Volvo>AB Volvo
DONG Energy>Ørsted A/S|Nokia>Nokia Oyj|H&M>H & M Hennes & Mauritz AB|Toyota>Toyota Motor Corporation|Toyota Motor Corp>Toyota Motor Corporation
Honda Motor>Honda Motor Co., Ltd.|Sony>Sony Group Corporation|Matsushita>Panasonic Holdings Corporation|Hitachi>Hitachi, Ltd.
Samsung Electronics>Samsung Electronics Co., Ltd.|Samsung>Samsung Electronics Co., Ltd.|Hyundai>Hyundai Motor Company
Foxconn>Hon Hai Precision Industry Co., Ltd.|Tencent>Tencent Holdings Limited|Petrobras>Petróleo Brasileiro S.A.
Companhia Vale do Rio Doce>Vale S.A.|BHP Billiton>BHP Group Limited|Rio Tinto Limited>Rio Tinto plc|Gazprom>PJSC Gazprom
Astra International>PT Astra International Tbk
Delta Electronics>|Ford Foundation>|Bank of Ireland>|Apple Hospitality>|Target Hospitality>|Siemens Energy>|Deutsche Wohnen>
General Dynamics>|United Airlines>|Volvo Cars>|Merck KGaA>|Shell Midstream>|Sony Music>|Nestle Waters>|Dell Children's Hospital>
BlackBerry>|Home Bancorp>|Cisco Chemicals>|Texas Roadhouse>|Philips Academy>|Continental Resources>|Orange County>|Block Communications>
Intel Security>|Linde Material Handling>|Emerson College>|Johnson Controls>|Morgan Stanley>|Wells Real Estate>|Amazonas Energia>
""".replace("\n", "|").strip("|").split("|")
"""What people type > the full name; nothing behind > when it is none of them."""


def large_companies() -> tuple[list[Company], list[Written]]:
    """The reference list as accounts without a country, and what people type."""
    crm = [Company(f"L{number:04}", name, None) for number, name in enumerate(REFERENCE)]
    ids = {company.name: company.account_id for company in crm}
    return crm, list(_typed(ids))


def _typed(ids: dict[str, str]) -> Iterator[Written]:
    for number, pair in enumerate(TYPED):
        typed, _, name = pair.partition(">")
        yield Written(f"T{number:04}", typed, None, ids[name] if name else None)
