import subprocess
import sys

from alongside.matching.core.engine import compiler
from alongside.matching.core.engine.warm import warm_up


def python(code):
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_importing_the_engine_loads_no_compiler():
    modules = ("arcs", "auction", "compiler", "dense", "market", "shelves", "verify", "warm")
    imports = ";".join(f"import alongside.matching.core.engine.{name}" for name in modules)
    code = f"import sys;{imports};import alongside.matching.core;print('numba' in sys.modules)"
    assert python(code) == "False"


def test_what_is_warmed_up_is_all_that_solving_needs():
    code = (
        "from alongside.matching.core.engine.warm import warm_up;warm_up();"
        "from alongside.matching.core.engine import compiler;"
        "kinds=lambda:[len(f.signatures) for m in ('tiles','scan','bids','verify','arcs')"
        " for f in vars(compiler.kernels(m)).values() if hasattr(f,'signatures')];before=kinds();"
        "from benchmarks.instances import make_instance;from benchmarks.instance_market import market_of;"
        "from alongside.matching.core.engine.auction import solve;"
        "from alongside.matching.core.engine.verify import verify;"
        "m=market_of(make_instance('mixed',60,20));[verify(m,solve(m,supporters_bid=b)) for b in (True,False)];"
        "from alongside.matching.core import Seeker,Supporter,solve_round;"
        "solve_round([Seeker(id=i) for i in range(5)],[Supporter(id=i) for i in range(9,12)],seed=1,compiled=True);"
        "print(kinds()==before, len(before)>20, compiler.is_loaded())"
    )
    assert python(code) == "True True True"


def test_the_compiler_is_there_in_tests_and_warms_up_again_at_once():
    assert compiler.is_available()
    warm_up()
    assert warm_up() < 5
    assert compiler.is_loaded()
