"""Made-up postings in many styles, with what a careful reader takes from each: (how it begins, importance, item)."""

from __future__ import annotations

from dataclasses import dataclass

R, P, D = "required", "preferred", "responsibility"


@dataclass(frozen=True)
class MadeUp:
    text: str
    asks: tuple[tuple[str, str, str | None], ...]
    """How each demand begins, what it is, and what is printed before it; in order."""
    says: tuple[str, ...]
    """Words that are no demand: none may stand in one."""
    company: str | None = None
    labels: tuple[str, ...] = ()
    """Words that only name what stands beside them on a line that is cited."""


POSTINGS: dict[str, MadeUp] = {
    "US, technology": MadeUp(
        """Staff Platform Engineer
Bramble Analytics | Austin, TX | Full-time

About us
Bramble Analytics builds dashboards for water utilities.

What you'll do
• Run our Kubernetes clusters
• Mentor three engineers

Basic Qualifications
• Bachelor's degree in Computer Science or a related field, or equivalent experience
• 5+ years of experience with distributed systems
• At least two of Go, Rust and Python
• Legally authorized to work in the United States

Preferred Qualifications
• CKA certification
• Experience with Terraform is a plus

Benefits
• Dental and vision cover, 401(k) match
The salary range for this position is $170,000 to $210,000.
Bramble Analytics is an equal opportunity employer.
""",
        (
            ("Run our Kubernetes", D, "•"), ("Mentor three", D, "•"),
            ("Bachelor's degree", R, "•"), ("5+ years", R, "•"), ("At least two of Go", R, "•"),
            ("Legally authorized", R, "•"), ("CKA certification", P, "•"), ("Experience with Terraform", P, "•"),
        ),
        ("Dental", "salary", "equal opportunity", "water utilities"),
    ),
    "UK, public sector, numbered and skipping": MadeUp(
        """Senior Planning Officer
Harrow Vale Council, Harrow Vale

The role
Harrow Vale Council looks after 240,000 people.

Person specification

Essential criteria
1. Degree in town planning or equivalent experience.
2. Three years' experience of casework in a local authority.
4. Full driving licence.
7. Knowledge of the Town and Country Planning Act.

Desirable criteria
8. Membership of the RTPI.
10. Experience of giving evidence at inquiries.

How to apply
Apply online by 4 May. Interviews are held in the week of 18 May.
""",
        (
            ("Degree in town planning", R, "1."), ("Three years' experience", R, "2."), ("Full driving licence", R, "4."),
            ("Knowledge of the Town", R, "7."), ("Membership of the RTPI", P, "8."), ("Experience of giving evidence", P, "10."),
        ),
        ("240,000", "Apply online", "Interviews"),
        company="Harrow Vale Council",
    ),
    "UK, table with columns": MadeUp(
        """Biomedical Scientist
Fenmarsh Hospitals

Person specification
Criteria\tEssential\tDesirable
Qualifications\tBSc in Biomedical Science\tMSc in Haematology
Registration\tHCPC registration\tSpecialist portfolio
Skills\tKnowledge of laboratory quality systems\tExperience of training students
""",
        (
            ("BSc in Biomedical", R, None), ("MSc in Haematology", P, None), ("HCPC registration", R, None),
            ("Specialist portfolio", P, None), ("Knowledge of laboratory", R, None), ("Experience of training", P, None),
        ),
        ("Criteria", "Person specification"),
        labels=("Qualifications", "Registration", "Skills"),
    ),
    "UK, table with a last column": MadeUp(
        """Museum Registrar
Lowestoft Harbour Museum

Person specification
Experience of loans and transport of objects\tE
Knowledge of TMS or a similar database\tE
A driving licence\tD
""",
        (("Experience of loans", R, None), ("Knowledge of TMS", R, None), ("A driving licence", P, None)),
        (),
    ),
    "German": MadeUp(
        """Softwareentwickler (m/w/d)
Lindenhof Systeme GmbH, Kassel

Über uns
Wir entwickeln Software für Stadtwerke.

Ihre Aufgaben
- Sie entwickeln Dienste in Java.
- Sie betreuen unsere Datenbanken.

Das bringen Sie mit
- Abgeschlossenes Studium der Informatik oder vergleichbare Qualifikation
- Mindestens drei Jahre Berufserfahrung in der Softwareentwicklung
- Sehr gute Kenntnisse in Java, z. B. mit Spring
- Deutschkenntnisse auf dem Niveau C1
- Führerschein der Klasse B

Von Vorteil
- Erfahrung mit Kubernetes

Das bieten wir
- 30 Urlaubstage und ein gutes Gehalt
""",
        (
            ("Sie entwickeln Dienste", D, "-"), ("Sie betreuen", D, "-"), ("Abgeschlossenes Studium", R, "-"),
            ("Mindestens drei Jahre", R, "-"), ("Sehr gute Kenntnisse in Java", R, "-"), ("Deutschkenntnisse", R, "-"),
            ("Führerschein", R, "-"), ("Erfahrung mit Kubernetes", P, "-"),
        ),
        ("Urlaubstage", "Stadtwerke"),
    ),
    "French": MadeUp(
        """Infirmier en réanimation (H/F)
Clinique des Tilleuls, Dijon

Vos missions
- Vous assurez les soins des patients ventilés.

Profil recherché
- Diplôme d'État d'infirmier
- 2 ans d'expérience en réanimation exigés
- Anglais courant
- Permis B

Atouts
- La connaissance de CRRT serait un plus

Nous vous offrons
- Mutuelle et tickets restaurant
""",
        (
            ("Vous assurez les soins", D, "-"), ("Diplôme d'État", R, "-"), ("2 ans d'expérience", R, "-"), ("Anglais courant", R, "-"),
            ("Permis B", R, "-"), ("La connaissance de CRRT", P, "-"),
        ),
        ("Mutuelle",),
    ),
    "nursing, dental words and shifts": MadeUp(
        """Dental Nurse
Brightwater Dental Practice, Hull

Requirements
(a) Dental nursing qualification recognised by the GDC
(b) Current GDC registration
(c) Able to work rotating shifts, including weekends
(d) Immunisation against hepatitis B

Salary and benefits
£24,000 per annum, pension, 28 days of holidays.
""",
        (
            ("Dental nursing qualification", R, "(a)"), ("Current GDC registration", R, "(b)"), ("Able to work rotating", R, "(c)"),
            ("Immunisation", R, "(d)"),
        ),
        ("£24,000", "pension"),
    ),
    "trades": MadeUp(
        """JOURNEYMAN ELECTRICIAN
Copperline Electric, Tulsa, OK

MUST HAVES
* Oklahoma journeyman license
* 4 years in commercial work as an electrician
* Valid driver's license
* Lift 50 pounds

NICE TO HAVE
* OSHA 30

WE OFFER
* $34 to $41 per hour
""",
        (
            ("Oklahoma journeyman", R, "*"), ("4 years in commercial", R, "*"), ("Valid driver's", R, "*"), ("Lift 50", R, "*"), ("OSHA 30", P, "*"),
        ),
        ("per hour",),
    ),
    "academic": MadeUp(
        """Postdoctoral Researcher in Soil Ecology
Department of Biology, Example University

Duties
The postholder will run field trials and write papers.

Qualifications
i) PhD in ecology, soil science or a related discipline, awarded within the last five years
ii) A record of publications in peer-reviewed journals
iii) Experience supervising PhD students is desirable

Terms and conditions
The post is funded for two years.
""",
        (
            ("The postholder will run", D, None), ("PhD in ecology", R, "i)"), ("A record of publications", R, "ii)"),
            ("Experience supervising PhD", P, "iii)"),
        ),
        ("funded for two years",),
    ),
    "without headings": MadeUp(
        """Bookkeeper
Alder & Finch, Norwich

You must have worked with Xero for at least two years.
Ideally you have some payroll experience.
You will reconcile the bank accounts every week.
AAT level 3 is required.
We are a friendly office of six.
""",
        (
            ("You must have worked", R, None), ("Ideally you have", P, None), ("You will reconcile", D, None), ("AAT level 3", R, None),
        ),
        ("friendly office",),
    ),
    "run-on paragraph": MadeUp(
        """Data Analyst
Quillmark Retail, Leeds

We are looking for an analyst, you must know SQL well. Experience with Tableau or Power BI is required. A degree in statistics is preferred. You will travel to our stores about 10% of the time.
""",
        (
            ("We are looking for an analyst", R, None), ("Experience with Tableau", R, None), ("A degree in statistics", P, None),
            ("You will travel", D, None),
        ),
        (),
    ),
    "labels in the line": MadeUp(
        """Warehouse Supervisor
Portside Logistics, Felixstowe

Requirements: Counterbalance forklift licence; 3–5 years of experience in a warehouse.
Desirable: Polish or Romanian.
Benefits: Free parking and a pension.
""",
        (("Counterbalance", R, None), ("3–5 years", R, None), ("Polish or Romanian", P, None)),
        ("Free parking",),
        labels=("Requirements", "Desirable"),
    ),
    "codes before the items": MadeUp(
        """Procurement Manager
Saltmarsh Energy

Essential
E1. CIPS level 6
E2. 5 to 7 years of experience in procurement
E4. Fluent English; working knowledge of French

Desirable
D1. Experience of offshore projects
""",
        (
            ("CIPS level 6", R, "E1."), ("5 to 7 years", R, "E2."), ("Fluent English", R, "E4."), ("working knowledge of French", R, "E4."),
            ("Experience of offshore", P, "D1."),
        ),
        (),
    ),
    "mixed lines": MadeUp(
        """Care Assistant
Rosebank Homes

Requirements
- Kind and patient. We value diversity. NVQ level 2 in care.
- Willingness to work night shifts
- R
""",
        (("Kind and patient", R, "-"), ("NVQ level 2", R, "-"), ("Willingness to work", R, "-"), ("R", R, "-")),
        ("We value",),
    ),
}  # fmt: skip
