import pytest

from assistant.ui.server.widget.styles import whole_sheet, with_own_lengths


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("a{width:2rem}", "a{width:calc(2 * var(--rem))}"),
        ("a{margin:-.5rem 1rem}", "a{margin:calc(-.5 * var(--rem)) calc(1 * var(--rem))}"),
        ("a{width:calc(100% - 1.5rem)}", "a{width:calc(100% - calc(1.5 * var(--rem)))}"),
        ("a{--size: 2rem;top:0}", "a{--size: calc(2 * var(--rem));top:0}"),
        (
            "@media (min-width: 40rem){a{top:1rem}}",
            "@media (min-width: 40rem){a{top:calc(1 * var(--rem))}}",
        ),
        ("@container (max-width: 26rem){a{top:0}}", "@container (max-width: 416px){a{top:0}}"),
    ],
)
def test_a_rem_is_no_longer_the_page_s(written, served):
    assert with_own_lengths(written) == served


@pytest.mark.parametrize(
    "css",
    [
        r".w-\[25rem\]{color:red}",
        r".w-\\[0\\.8rem\\]{color:red}",
        'a::after{content:"1rem; 2rem"}',
        "/* 1rem; */ a{color:red}",
        "a{background:url(1remark.svg)}",
    ],
)
def test_what_only_looks_like_a_length_stays(css):
    assert with_own_lengths(css) == css


def test_a_sheet_carries_those_it_imports_for_an_adopted_one_may_import_nothing(tmp_path):
    (tmp_path / "widget.css").write_text('@import url("house.css");\nb { top: 1rem; }', encoding="utf-8")
    (tmp_path / "house.css").write_text('@import url("cards.css");\n', encoding="utf-8")
    (tmp_path / "cards.css").write_text("a { top: 2rem; }", encoding="utf-8")
    served = whole_sheet(tmp_path / "widget.css").decode()
    assert "@import" not in served
    assert served.index("calc(2 * var(--rem))") < served.index("calc(1 * var(--rem))")
