"""Links by kind, and the account that they lead to."""

from __future__ import annotations

import pytest

from extract.text.contact.links import kind_of_link


@pytest.mark.parametrize(
    ("url", "kind", "account"),
    [
        ("https://github.com/Zoe-Lind", "github", "zoe-lind"),
        ("github.com/zoe-lind/", "github", "zoe-lind"),
        ("zoe-lind.github.io", "github", "zoe-lind"),
        ("https://github.com/zoe-lind/solver", "github", None),
        ("www.linkedin.com/in/zo%C3%AB-lind/", "linkedin", "zoë-lind"),
        ("https://de.linkedin.com/in/zoe?trk=x", "linkedin", "zoe"),
        ("https://www.linkedin.com/company/acme", "linkedin", None),
        ("https://gitlab.com/zoe", "gitlab", "zoe"),
        ("orcid.org/0000-0002-1825-009x", "orcid", "0000-0002-1825-009X"),
        ("https://scholar.google.co.uk/citations?hl=en&user=AbC_dEfAAAAJ", "google_scholar", "AbC_dEfAAAAJ"),
        ("https://twitter.com/@zoe", "x", "zoe"),
        ("https://x.com/zoe", "x", "zoe"),
        ("https://stackoverflow.com/users/4711/zoe", "stackoverflow", "4711"),
        ("https://huggingface.co/zoe", "huggingface", "zoe"),
        ("https://www.kaggle.com/zoe", "kaggle", "zoe"),
        ("https://www.researchgate.net/profile/Zoe-Lind", "researchgate", "zoe-lind"),
        ("https://www.xing.com/profile/Zoe_Lind", "xing", "zoe_lind"),
        ("https://www.lindqvist.example/about", "personal_site", None),
        ("https://studio.example.com", "personal_site", None),
        ("https://acme.example.org/team", "other", None),
        ("https://notgithub.com/zoe", "other", None),
        ("https://[broken", "other", None),
    ],
)
def test_link_has_its_kind_and_account(url: str, kind: str, account: str | None) -> None:
    typed = kind_of_link(url, "Zoë Lindqvist", "zoe@studio.example.com")
    assert (typed.kind, typed.account) == (kind, account)
