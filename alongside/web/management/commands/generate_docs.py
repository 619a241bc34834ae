from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Model

import alongside
from alongside.common.privacy import FieldPrivacy, Retention, classified_fields
from alongside.data_rights.core.impact import Held, impact_page, read_impact
from alongside.evaluation.core.coding.codebook import published as codebooks
from alongside.programmes.core.effects import EFFECTS
from alongside.programmes.core.library import model_text, published
from alongside.programmes.core.loading import load_definition, schema_text
from alongside.programmes.core.overview import REQUIRED, Dimension, ModelInBrief, dimensions, in_brief
from alongside.programmes.core.positions import PATHS
from alongside.programmes.core.simulation import simulate
from alongside.programmes.core.starting import filled_in_text, starter
from alongside.programmes.core.vocabulary import Axis
from alongside.programmes.core.words import AXES, said_term
from alongside.roles.permissions import PERMISSION_WORDS, ROLE_TABLE, Permission, roles_that_may
from alongside.safeguarding.core.asvs import asvs_page, read_asvs
from alongside.safeguarding.core.hazard_log import Hazard, hazard_log_page, read_hazards
from alongside.safeguarding.core.safety_case import read_case, safety_case_page
from alongside.safeguarding.core.triage.measured import measured

DOCS = Path(alongside.__file__).resolve().parent.parent / "docs"
SAFETY = DOCS / "safety"
MADE = "<!-- Made by `alongside generate_docs` (`make fix`). Change the code, not this page. -->\n"

# What the parts that we build on keep about people, by the name of their app.
OUTSIDE = {
    "auth": "Nothing about people: the groups and permissions of Django's own admin, which is not used.",
    "contenttypes": "Nothing about people: the names of the tables.",
    "sessions": "Who is signed in, for at most twelve hours, in a random key that only their browser has.",
    "django_tasks_database": "Jobs with the ids of rows, never words; finished ones are forgotten after 7 days.",
    "account": "Personal: the e-mail address that somebody signs in with.",
    "mfa": "The secret of a person's second factor, and their recovery codes.",
}


def permissions_page() -> str:
    """The role table in words: what each role may do, and who may do each thing."""
    parts = [
        MADE,
        "# Who may do what\n",
        (
            "A person holds roles, in an organisation or in a programme, some until a day. What a person may do because "
            "something is *theirs* (their own request, relationship, conversation, answers) needs no role and is not in "
            "this table. What nobody granted is refused, and a refused page answers as if it were not there.\n"
        ),
        "## By role\n",
    ]
    for row in ROLE_TABLE:
        factor = (
            "must sign in with a second factor"
            if row.sees_sensitive_data
            else "may sign in without a second factor"
        )
        parts.append(f"### {row.name}\n\n{row.given_to} A person with this role {factor}. They may:\n")
        parts.append(
            "\n".join(f"- {PERMISSION_WORDS[each]}" for each in Permission if each in row.may) + "\n"
        )
    parts.append("## By deed\n")
    names = {row.role: row.name for row in ROLE_TABLE}
    parts.append("| Deed | Roles |\n| --- | --- |")
    for each in Permission:
        holders = ", ".join(names[row.role] for row in ROLE_TABLE if row.role in roles_that_may(each))
        parts.append(f"| {PERMISSION_WORDS[each]} | {holders or 'nobody'} |")
    return "\n".join(parts) + "\n"


def privacy_page() -> str:
    """Every field of every table, by room: what kind of data it is and how long it is kept."""
    parts = [
        MADE,
        "# What is kept about people, and for how long\n",
        (
            "*Personal* says who somebody is, or something ordinary about them. *Special* is, or may be, about health, "
            "beliefs, ethnicity or sexuality (UK GDPR, article 9). *Plain* says nothing about a person by itself. A test "
            "fails on a field that nobody has classified.\n"
        ),
        "## How long\n",
        "\n".join(f"- **{each.name.capitalize()}**: {each.value}." for each in Retention) + "\n",
    ]
    for label, models in our_models():
        parts.append(f"## {label.replace('_', ' ').capitalize()}\n")
        parts.append("| Table | Special | Personal | Plain | Kept |\n| --- | --- | --- | --- | --- |")
        parts += [_line(model) for model in models]
        parts.append("")
    parts += ["## The parts we build on\n", "| Part | What it keeps |\n| --- | --- |"]
    parts += [f"| {label} | {OUTSIDE[label]} |" for label in outside_apps()]
    return "\n".join(parts) + "\n"


def models_page() -> str:
    """Every published model of the library, what its sources leave out, and what all of them leave out."""
    definitions = [load_definition(model.text) for model in published()]
    models = [in_brief(definition) for definition in definitions]
    silent = {part: sum(part in model.left_out for model in models) for part in REQUIRED}
    parts = [
        MADE,
        "# The published models\n",
        (
            f"{len(models)} models from the literature, in `alongside/programmes/library/`. *Left out* counts which of eight "
            "parts the sources do not tell: theory, what makes people peers, training, supervision, what happens when "
            "somebody is in danger, dose, what it was compared with, and harm. What the authors of a file added to its "
            "sources counts as left out. *Bars its opening* is what must be in a definition before anybody can be brought in, and is not.\n"
        ),
        (
            "`alongside programme new --from MODEL` fills in what bars the opening from the project's own starter and says "
            "so in the file. *Runs* says whether that works and the model's plan then comes to its end on made-up people "
            "(`alongside programme simulate`). A test goes further with every model: it lives through it on a database by "
            "the actions that the pages use, from the opening to the report (`alongside programme simulate MODEL --lived`). "
            "A question mark: the sources do not say.\n"
        ),
        "| Model | Who supports whom | Form | Contacts | Left out | Bars its opening | Runs |\n| --- | --- | --- | ---: | --- | --- | --- |",
        *(_model_line(model) for model in models),
        "\n## What the literature leaves out\n",
        "| Part | Models whose sources do not tell it |\n| --- | ---: |",
        *(f"| {part} | {count} of {len(models)} |" for part, count in silent.items()),
        "\n### What no model reports\n",
    ]
    every = dimensions(definitions)
    parts += [f"- {each.label} (`{each.path}`)" for each in every if not each.models]
    parts += ["\n### What some models report\n", "| Question | Where | Models |\n| --- | --- | ---: |"]
    parts += [_dimension_line(each) for each in sorted(every, key=lambda each: each.models) if each.models]
    return "\n".join(parts) + "\n"


def _model_line(model: ModelInBrief) -> str:
    who, forms = said_term(model.role_mode), ", ".join(said_term(form, "form") for form in model.forms)
    contacts = "no end" if model.endless else model.contacts or "?"
    left_out = f"{len(model.left_out)}: {', '.join(model.left_out)}" if model.left_out else "nothing"
    bars = ", ".join(dict.fromkeys(gap.code.partition(".")[0] for gap in model.bars)) or "nothing"
    runs = _runs(model.slug)
    return (
        f"| `{model.slug}`<br>{model.title} | {who} | {forms} | {contacts} | {left_out} | {bars} | {runs} |"
    )


def _runs(slug: str) -> str:
    """Whether a model, with what bars its opening filled in, comes to its end on made-up people; else why not."""
    try:
        definition = load_definition(filled_in_text(model_text(slug) or "", starter()))
        lived = simulate(definition, people=12, seed=1)
    except ValueError as error:
        return f"no: {error}"
    return "yes" if sum(lived.doses) else "no: nobody had any support"


def _dimension_line(dimension: Dimension) -> str:
    return f"| {dimension.label} | `{dimension.path}` | {dimension.models} |"


def our_models() -> Iterator[tuple[str, list[type[Model]]]]:
    """The label of each app of ours that has tables, and their models."""
    for config in apps.get_app_configs():
        models = list(config.get_models())
        if config.name.startswith("alongside.") and models:
            yield config.label, models


def register() -> tuple[Held, ...]:
    """Every field of every table of ours, as `privacy.md` tells of them."""
    return tuple(
        Held(each.model, each.field, each.kind, each.retention.value)
        for _, models in our_models()
        for model in models
        for each in classified_fields(model)
    )


def outside_apps() -> list[str]:
    """The apps with tables that are not ours."""
    return [
        config.label
        for config in apps.get_app_configs()
        if not config.name.startswith("alongside.") and any(config.get_models())
    ]


def _line(model: type[Model]) -> str:
    fields = list(classified_fields(model))
    kept = fields[0].retention.name.capitalize()
    special, personal, plain = (_names(fields, kind) for kind in ("special", "personal", "plain"))
    return f"| {model.__name__} | {special} | {personal} | {plain} | {kept} |"


def _names(fields: list[FieldPrivacy], kind: str) -> str:
    return ", ".join(field.field for field in fields if field.kind == kind) or "–"


def hazards_page() -> str:
    """The hazard log, from the data beside it."""
    parts = [
        "<!-- Made by `alongside generate_docs` (`make fix`) from hazards.toml. Change that, not this page. -->\n",
        "# Hazard log\n",
        (
            "What may go wrong for people, what holds it back, and whether a test proves it. Risks follow the matrix of "
            "DCB0129 and DCB0160; they are judged before any control for a first deployment of about 2,000 members, and "
            "whoever deploys judges again with a named Clinical Safety Officer. This page is a start for that, not advice.\n"
        ),
    ]
    return "\n".join(parts) + "\n" + hazard_log_page(_hazards())


def _hazards() -> tuple[Hazard, ...]:
    return read_hazards((SAFETY / "hazards.toml").read_text(encoding="utf-8"))


def case_page() -> str:
    """The clinical safety case report of this version, from the hazard log and the data beside it."""
    hazards = _hazards()
    case = read_case((SAFETY / "safety-case.toml").read_text(encoding="utf-8"), hazards)
    parts = [
        "<!-- Made by `alongside generate_docs` (`make fix`) from hazards.toml and safety-case.toml. Change those, not this page. -->\n",
        "# Clinical safety case report\n",
        (
            "In the manner of the NHS clinical safety standards DCB0129, for whoever makes software, and DCB0160, for whoever deploys it, "
            "in our own words. Whether they bind a peer support service depends on its use; it is prudent to act as though they did. "
            "This is a start, not advice, and no claim to have been assessed.\n"
        ),
    ]
    return "\n".join(parts) + "\n" + safety_case_page(hazards, case, alongside.__version__)


def dpia_page() -> str:
    """What keeping data about people may do to them, from the register, the hazard log and the purposes beside it."""
    impact = read_impact((SAFETY / "purposes.toml").read_text(encoding="utf-8"))
    parts = [
        "<!-- Made by `alongside generate_docs` (`make fix`) from purposes.toml, hazards.toml and the code. Change those, not this page. -->\n",
        "# What this may do to people: data protection impact assessment\n",
        (
            "A start for the assessment that whoever deploys makes under article 35 of the UK GDPR. It says what the software does as it comes. It is "
            "not legal advice. Every field is in [what is kept about people](../privacy.md), every role in [who may do what](../permissions.md).\n"
        ),
    ]
    return "\n".join(parts) + "\n" + impact_page(impact, register(), _hazards(), alongside.__version__)


def standing_page() -> str:
    """The checklist of ASVS, from the data beside it."""
    parts = [
        "<!-- Made by `alongside generate_docs` (`make fix`) from asvs.toml. Change that, not this page. -->\n",
        "# How we stand to OWASP ASVS 5.0\n",
        (
            "Each requirement of the [Application Security Verification Standard](https://github.com/OWASP/ASVS) 5.0.0 at levels 1 "
            "and 2. Ids, levels and names of chapters are the standard's (© The OWASP Foundation, CC BY-SA 4.0); what each asks is "
            "said in a few words of our own, and the words that count are the standard's. *Met* names tests that run with each "
            "change. *Place* names where it holds, without a test of ours. We looked ourselves; nobody from outside has checked it.\n"
        ),
    ]
    standard, checklist = (
        (SAFETY / name).read_text(encoding="utf-8") for name in ("asvs-5.0.0.txt", "asvs.toml")
    )
    return "\n".join(parts) + "\n" + asvs_page(read_asvs(standard, checklist))


def positions_page() -> str:
    """The fifteen positions: where each is set, what it changes, and which tests show its poles apart."""
    told = Path(alongside.__file__).resolve().parent.parent / "docs" / "reference" / "positions.toml"
    proofs = tomllib.loads(told.read_text(encoding="utf-8"))
    parts = [
        "<!-- Made by `alongside generate_docs` (`make fix`) from positions.toml and the code. Change those, not this page. -->\n",
        "# Where an organisation stands, and what it changes\n",
        (
            "The fifteen tensions of peer support on which organisations differ (after Mullard 2023, Reidy 2024, Embuldeniya 2013 and "
            "Walker 2016). No answer is the right one. A position is read from the settings of the definition, is printed on the "
            "programme's page with its reason, and changes what the software does. Beside each stand the tests that show its poles to "
            "differ.\n"
        ),
    ]
    for axis, words in AXES.items():
        parts += [
            f"## {words}\n",
            f"Set by `{PATHS[cast('Axis', axis)]}`. {EFFECTS[cast('Axis', axis)]}\n",
            "\n".join(f"- `{test}`" for test in proofs[axis]["tests"]) + "\n",
        ]
    return "\n".join(parts)


def triage_page() -> str:
    """What was measured of triage, out of the file that stands behind its switch."""
    found = measured()
    parts = [
        MADE,
        "# What was measured of triage\n",
        (
            f"On the {found.posts} posts of `{found.set_name}` with the rules `{found.rules_version}`, by "
            "`alongside triage measure`. The page beside the switch says the same.\n"
        ),
        "| Figure | Measured | Of posts | Aim |\n| --- | ---: | ---: | ---: |",
    ]
    for each in found.figures:
        sign = "≥" if each.more_is_better else "≤"
        share = each.reached / each.count
        parts.append(
            f"| {each.name} | {share:.2f} | {each.reached} of {each.count} | {sign} {each.aim:.2f} |"
        )
    return "\n".join(parts) + "\n"


def codebooks_page() -> str:
    """Every codebook that comes with the software: its codes, what counts, and where it comes from."""
    parts = [
        MADE,
        "# Codebooks\n",
        (
            "What two coders may code by when people answered in their own words "
            "([how](../how-to/code-what-people-wrote.md)). One file for each codebook and version in "
            "`alongside/evaluation/core/coding/codebooks/`. A published version never changes, and a test holds its digest; "
            "other words are the next version. An organisation makes its own on the site, from one of these or from nothing.\n"
        ),
    ]
    for codebook in codebooks():
        parts += [
            f"## {codebook.title}\n",
            f"`{codebook.key}`, version {codebook.version}, {len(codebook.codes)} codes. {codebook.about}\n",
            f"{codebook.citation}\n",
            "| Code | What it means | Counts | Does not count |\n| --- | --- | --- | --- |",
            *(
                f"| {code.title} (`{code.id}`) | {code.means} | {code.include} | {code.exclude} |"
                for code in codebook.codes
            ),
            "",
        ]
    return "\n".join(parts)


PAGES = {
    "permissions.md": permissions_page,
    "privacy.md": privacy_page,
    "reference/codebooks.md": codebooks_page,
    "reference/definition.schema.json": schema_text,
    "reference/models.md": models_page,
    "reference/positions.md": positions_page,
    "reference/triage-figures.md": triage_page,
    "safety/asvs.md": standing_page,
    "safety/dpia.md": dpia_page,
    "safety/hazard-log.md": hazards_page,
    "safety/safety-case.md": case_page,
}


class Command(BaseCommand):
    help = "Write the pages of docs/ that are made from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 if a page is stale"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [name for name, make in PAGES.items() if not self._is_fresh(DOCS / name, make())]
        for name in stale:
            if options["check"]:
                self.stderr.write(f"docs/{name} is stale. Run: make fix")
            else:
                (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
                (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
                self.stdout.write(f"Written: docs/{name}")
        if stale and options["check"]:
            sys.exit(1)

    def _is_fresh(self, path: Path, words: str) -> bool:
        return path.exists() and path.read_text(encoding="utf-8") == words
