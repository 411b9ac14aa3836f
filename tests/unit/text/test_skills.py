"""Names of skills: what counts as the demand under another name, and what only looks like it."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from extract.errors import SettingsError
from extract.text.skills.table import load_table
from extract.text.skills.vocabulary import Relation, Vocabulary
from extract.text.skills.words import Stems

VOCABULARY = Vocabulary.load()

SAME = """
fine-tuning | Finetuned models on two GPUs
multimodal models | Built a multi-modal search
Kubernetes | Ran K8s clusters
reinforcement learning methods | Thesis on RL for games
reinforcement learning methods | Reinforcement-learning agents
machine and deep learning | Machine learning, deep learning
machine learning | Courses: machine and deep learning
model evaluation | Evaluation of the models
large language models | Served LLMs to 300 users
retrieval-augmented generation | A RAG pipeline for manuals
natural language processing | NLP, statistics
PyTorch | python, pytorch, sql
scikit-learn | sklearn
Python programming | Python
data modelling | Data modeling for shops
optimisation of processes | Optimization of process steps
CI/CD | Continuous integration
JavaScript | Java Script, HTML
Go | Services in Go and Rust
Go | Golang
Go | Sold a go-to-market plan, services in Go
Rust | Rust-Backend-Team
C++ | C++, Fortran
React | Built React components
Node.js | NodeJS back end
AWS | Amazon Web Services
PostgreSQL | Postgres tuning
SQL | Wrote SQL queries
Microsoft Excel | Proficient in Excel.
Excel | Word, Excel, PowerPoint
ICU experience | Worked in an intensive care unit
wound care | Care of wounds after surgery
wound care | Wound management
medication administration | Administered medications to 20 patients
paediatric nursing | Pediatric nursing
electronic health records | EHR
advanced cardiac life support | ACLS
registered nurse | RN, night shift
accounts payable | Invoice processing
IFRS reporting | Reporting under IFRS
month-end close | Month-end closing
account reconciliation | Reconciled the accounts; reconciliation of accounts
VAT | Value-added tax
lesson planning | Lesson plans for grade 5
special educational needs | Special education teacher
English as a second language | ESL
curriculum development | Curriculum design
electrical installation | Electrical wiring of houses
PLC programming | PLC
blueprint reading | Read blueprints
lockout/tagout | LOTO
CRM | Customer relationship management
search engine optimization | SEO for shops
account management | Key account management
archival research | Research in archives in two towns
grant writing | Wrote grant proposals
German | Deutsch (Muttersprache)
project management | Project manager
Microsoft PowerPoint | PowerPoint
Buchhaltung | Accounting
data analysis | Analysed data
presentation skills | Public speaking
driving licence | Driver's license
"""

KIND_OF = """
reinforcement learning | Trained with GRPO
reinforcement learning methods | PPO and SAC agents
memory-efficient optimization techniques | Sharded with ZeRO-3
generative model evaluation | FID score of 12
deep learning frameworks | TensorFlow
distributed computing frameworks | Dask, Ray, Apache Spark
relational databases | PostgreSQL
cloud platforms | AWS
infrastructure as code | Terraform
accounting software | Xero
accounting standards | IFRS
version control | Git
computer vision | YOLO
parameter-efficient fine-tuning | QLoRA
electronic health record systems | Epic, Cerner
wound care | Ostomy care
critical care | NICU
welding | GTAW and SMAW
CRM | Salesforce
digital marketing | SEO
statistical software | SPSS
qualitative methods | Ethnography
sign language | ASL
spreadsheets | Excel, Word
programming languages | Python, C++
container orchestration | K8s
statistical analysis | ANOVA
learning management system | Moodle
workplace safety | OSHA 10
agile methodologies | Scrum
"""

ADJACENT = """
contrastive learning | CLIP
transformer architectures | Finetuned BERT
transformer architectures | Trained LLMs
transformer architectures | vision-language models
PyTorch | DeepSpeed
distributed computing frameworks | DeepSpeed
MLOps | Docker, SageMaker
project management | Jira
"""

NOTHING = """
Ray | Worked closely with Ray and Maria
distributed computing | Reported to Ray Charleston
Spark | Spark interest in reading
Spark | Lit a spark in pupils
Excel | Excel in fast-paced teams
Excel | Excelled at school
Microsoft Excel | Ability to excel
React | React calmly in emergencies
React | Chemical reaction rates
React | Adverse reactions charted
JavaScript | Java
Rust | Sold the Fit-4-Rust course
Swift | A swift-as-you-like delivery, the Swift-n-Safe prize
Java | JavaScript
Go | Ready to go
Go | Go the extra mile
Go | Go-to-market plans
R | R&D budget
C | Hepatitis C ward
C | Vitamin C study
C | C-suite reports
C | C++
R | Plan R
C++ | C, C#
Epic | An epic novel
electronic health record | An epic journey
SAP | Tapped tree sap
Word | Spread the word
Microsoft Word | In a word
Teams | Led teams of five
Microsoft Teams | Teams of nurses
Access | Access to records
Outlook | A positive outlook
Swift | Swift response to calls
Rust | Removed rust from pipes
Ruby | Ruby Fairweather, example person
Sage | Sage advice
accounting software | Sage advice to clients
Chef | Head chef
Chef | Chef de partie
Puppet | Puppet theatre
Sketch | Sketch comedy
marketing | Went to the market
accounting | Account manager for shops
accounting | Accounts of clients
engineering | Search engine
presentation skills | 2020 - present
ML | 5 mL dose
machine learning | Machine shop, learning fast
machine learning | Learning to run a washing machine
AI | ai
IT support | It supports
RN | rn
reinforcement learning | Concrete reinforcement
reinforcement learning | Reinforcement of learning
wound care | Childcare
wound care | Wound up care homes
customer service | Custom service parts
physics | Physical work
university | Universal design
policy | Police
nursing | Purse
SQL | MySQLish
Python | Pythonesque humour
R programming | Programming
Git | Digital
Linux | Linoleum
transformer | Transform data
generative model | General model trains
Python | No experience with Python
Python | no experience with Java, Perl or Python
PyTorch | Have not used PyTorch
PyTorch | I have never used PyTorch
Kubernetes | Without Kubernetes
wound care | Lack of wound care
wound care | Hasn't done wound care
German | Kein Deutsch
Deutsch | Ohne Deutsch
SQL | Nicht SQL
TensorFlow | Used PyTorch instead of TensorFlow
Docker | Neither Docker nor Vagrant
Xero | unfamiliar with Xero
IFRS reporting | IFRS
IFRS reporting | Reporting
IFRS reporting | Reporting to the board. Read about IFRS
generative model evaluation | Diffusion models
model evaluation | Models in clay
SQL | SQL injection
French | French fries
Latin | Latin America
German | German Shepherd
RAG | A red rag
GAN | gan
BERT | Bert
"""

STILL = """
Python | Not only Python but Java
PyTorch | Cut costs without downtime, using PyTorch
Kubernetes | No outages. Ran Kubernetes
SQL | No Perl but SQL
Zapier | no-code tools such as Zapier
"""


def rows(table: str) -> list[tuple[str, str]]:
    found = [line.split(" | ") for line in table.splitlines() if line]
    return [(demanded, text) for demanded, text in found]


@pytest.mark.parametrize(
    ("demanded", "text", "relation"),
    [
        (demanded, text, relation)
        for relation, table in (("same", SAME + STILL), ("kind_of", KIND_OF), ("adjacent", ADJACENT))
        for demanded, text in rows(table)
    ],
)
def test_a_name_is_found_with_its_relation_when_the_text_says_it_otherwise(
    demanded: str, text: str, relation: Relation
) -> None:
    matches = VOCABULARY.find(demanded, text)
    assert matches
    assert matches[0].relation == relation
    for match in matches:
        assert match.found == text[match.start : match.end]
        assert match.demanded in demanded


@pytest.mark.parametrize(("demanded", "text"), rows(NOTHING))
def test_nothing_is_found_when_the_words_mean_something_else_or_are_denied(demanded: str, text: str) -> None:
    assert VOCABULARY.find(demanded, text) == []


def test_a_users_file_adds_names_when_given(tmp_path: Path) -> None:
    extra = tmp_path / "mine.yaml"
    extra.write_text("families:\n  Kubernetes: {same: [Kubernator]}\n  falconry: {kinds: [Harrier flying]}\n", "utf-8")
    vocabulary = Vocabulary.load(extra)
    assert [match.relation for match in vocabulary.find("Kubernetes", "Kubernator and K8s")] == ["same", "same"]
    assert [match.relation for match in vocabulary.find("falconry skills", "harrier flying")] == ["kind_of"]
    assert VOCABULARY.find("Kubernetes", "Kubernator") == []


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("families: {Zig: {same: Ziglang}}", "'Zig'"),
        ("families: {Zig: {like: [C]}}", "'like'"),
        ("families: {Zig: [C]}", "'Zig'"),
        ("families: {Zig: {same: [3.5]}}", "3.5"),
        ("families: {no: {same: [Norwegian]}}", "False"),
        ("famlies: {}", "'famlies'"),
        ("families: {Zig: {same: [", "not valid YAML"),
        ("- Zig", "not a mapping"),
    ],
)
def test_a_users_file_is_refused_with_file_and_entry_when_malformed(tmp_path: Path, text: str, entry: str) -> None:
    extra = tmp_path / "mine.yaml"
    extra.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        Vocabulary.load(extra)
    assert "mine.yaml" in str(caught.value)
    assert entry in str(caught.value)


def test_a_users_file_is_refused_when_it_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.yaml"):
        Vocabulary.load(tmp_path / "none.yaml")


def test_the_table_says_one_thing_when_read_as_a_whole() -> None:
    table = load_table()
    assert table.sources
    assert len(table.families) >= 400
    listed = {name for family in table.families.values() for name in (family.name, *family.same)}
    listed |= {name for family in table.families.values() for name in (*family.kinds, *family.adjacent)}
    assert set(table.near) | set(table.words) <= listed


def test_matches_come_best_first_and_the_same_when_asked_again() -> None:
    text = "LLMs, then BERT; DINOv2 or ViT\nA transformer of our own"
    found = VOCABULARY.find("transformer architectures", text)
    assert [match.relation for match in found] == ["same", "kind_of", "kind_of", "adjacent", "adjacent"]
    assert Vocabulary.load().find("transformer architectures", text) == found


def test_content_words_leave_out_stop_words_and_filler_when_asked() -> None:
    assert VOCABULARY.content_words("Strong experience with wound-care techniques") == ["wound", "care"]


def test_finding_takes_less_than_a_millisecond_when_loaded() -> None:
    text = ("Ran Kubernetes and trained models with GRPO, ZeRO and FSDP on 8 nodes. " * 3)[:200]
    demands = [demanded for demanded, _ in rows(SAME)]
    texts = [f"{number} {text}"[:200] for number in range(5)]
    for demanded in demands:
        VOCABULARY.find(demanded, text)
    took: list[float] = []
    for fresh in texts:
        started = time.process_time()
        for demanded in demands:
            VOCABULARY.find(demanded, fresh)
        took.append((time.process_time() - started) / len(demands))
    assert min(took) < 0.001


def test_loading_takes_less_than_150_milliseconds_when_libyaml_is_there() -> None:
    took: list[float] = []
    for _ in range(3):
        started = time.process_time()
        Vocabulary.load()
        took.append(time.process_time() - started)
    assert min(took) < 0.150


def test_stems_are_the_same_when_several_threads_ask_at_once() -> None:
    begins = ("organ", "hope", "ration", "forma", "communi", "electri")
    words = [
        f"{begin}{end}" for begin in begins for end in ("ization", "fulness", "ational", "ically", "ousness", "ing")
    ]
    alone = [Stems({}).stem(word) for word in words]

    def stems(_: int) -> list[str]:
        own = Stems({})
        return [own.stem(word) for word in words]

    switched_after_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert [found == alone for found in pool.map(stems, range(40))] == [True] * 40
    finally:
        sys.setswitchinterval(switched_after_s)
