// budget_live.mjs: the arithmetic of budget.js against tests/data/budget-numbers.txt, which
// tests/unit/edition_budget.c reads as well: C and script count the same. Called by tests/run_tools.sh.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const live = createRequire(import.meta.url)('../src/fund/budget/budget.js');
let passed = 0, failed = 0;
const check = (good, what) => { good ? passed++ : failed++; if (!good) console.log(`not ok - ${what}`); };
const said = (v) => (v === null ? '-' : String(v));
for (const line of readFileSync('tests/data/budget-numbers.txt', 'utf8').split('\n').filter(Boolean)) {
    const [kind, ...v] = line.split('\t'), wanted = v.pop();
    const got = kind === 'money' ? live.money(v[2], Number(v[1]), v[0])
        : kind === 'decimal' ? live.decimal(v[1], Number(v[0]))
        : kind === 'amount' ? live.amount(...v.map(BigInt)) : live.support(...v.map(BigInt));
    check(said(got) === wanted, `${line.replaceAll('\t', ' ')}: got ${said(got)}`);
}
const cells = (text, wanted) => check(JSON.stringify(live.cells(text)) === JSON.stringify(wanted), `cells of ${JSON.stringify(text)}: got ${JSON.stringify(live.cells(text))}`);
cells('a\tb\r\nc\td\r\n', [['a', 'b'], ['c', 'd']]);
cells('12" pipe\t"two\nlines"\t"a ""b"""', [['12" pipe', 'two\nlines', 'a "b"']]);
cells('\tx\n\n', [['', 'x']]);
cells('"open\tx', [['"open', 'x']]);
cells('a\t', [['a', '']]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
