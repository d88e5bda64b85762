// fail.mjs: walks what people and administrators do with a served fund, and lets the N-th read, write,
// sync, send or query of each act fail, for N from one until an act meets no failure. Called by
// tests/fail_at.sh, which builds fail_at.so and makes the fund. After each failure:
// - whoever got an answer got the result or an error page in words, with its number, and what they
//   typed; a page that was shown is whole;
// - what was acknowledged is there, what was not is there as a whole or not at all;
// - the same process goes on, and the same act again succeeds; `letsema verify` passes.
//   node fail.mjs PROGRAM PRELOAD FUND short|long [DATABASE-URL]
// The long form tries every N; the short one the first and then fewer and fewer, and asks `verify` less
// often. ACTS=PATTERN takes only the acts whose name it matches; FROM=N begins at that operation.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { Gone, Person, Served, check, none, pause, programmesCsv, sections, sinkStart, tally } from '../torture/served.mjs'
import { Orders, SYNC, WRITE } from './orders.mjs'

const [program, preload, fund, form, database] = process.argv.slice(2)
const long = form === 'long'
const place = path.resolve(fund, '..')
const orders = new Orders(path.join(place, 'orders'))
const failing = { LD_PRELOAD: preload, FAIL_FILE: orders.file, FAIL_UNDER: place, FAIL_TRACE: process.env.FAIL_TRACE ?? undefined }
const served = new Served(program, fund, database, failing)
const rows = sql => served.rows(sql)
const one = sql => rows(sql)[0]
let numbers = 0
const marker = word => `${word} ${++numbers} of ${process.pid}`
const well = fs.readFileSync('src/publish/feed/test/well.jpg')
const pages = fs.readFileSync('src/publish/feed/test/two-pages.pdf')

// --- one act ----------------------------------------------------------------------------------------

const points = {} // act -> how many operations failed in turn
const seconds = {}
const kinds = { 1: 'read', 2: 'write', 4: 'sync', 8: 'send', 16: 'query' }
const perKind = {}

// All in the long form, but for commands of tens of thousands of operations, which repeat themselves;
// else each of the first, and then at growing distances.
const after = n => {
  if (long) return n < 500 ? n + 1 : n + Math.floor(n / 20)
  return n < 3 ? n + 1 : n < 100 ? 2 * n : 4 * n
}

// `act(n, where)` lets the n-th operation fail and says of which kind it was; nothing when none failed.
async function inTurn(name, act) {
  if (process.env.ACTS && !new RegExp(process.env.ACTS).test(name)) return
  const began = Date.now()
  points[name] = 0
  for (let n = Number(process.env.FROM ?? 1); ; n = after(n)) {
    const faults = tally.failed, where = `${name}, operation ${n}`
    const kind = await act(n, where)
    if (tally.failed > faults) console.log(`# in ${where}, a ${kind} failed`)
    if (!kind || tally.failed > 40) break
    points[name]++
    perKind[kind] = (perKind[kind] ?? 0) + 1
  }
  if (long) verify(name)
  seconds[name] = Math.round((Date.now() - began) / 1000)
  if (long) console.log(`# ${name}: ${points[name]} operations in ${seconds[name]} s`)
}

// What somebody reads who does not get the page.
function told(act, answer, typed) {
  const where = `${act}: ${answer.status}`
  check([500, 503, 507].includes(answer.status), `${where} ${answer.to} is no answer to a failure`)
  const id = answer.headers['x-request-id']
  check(id && answer.body.includes(id), `${where}: the page does not say its number`)
  check(/<h1>[^<]+<\/h1>/.test(answer.body) && answer.body.includes('<p class="lead">'), `${where}: no page in words`)
  check(answer.status !== 503 || answer.headers['retry-after'], `${where}: no Retry-After`)
  for (const word of typed ?? []) check(answer.body.includes(word), `${where}: what was typed is gone (${word})`)
}

// `a.before()` prepares and gives what the others get; `a.run(x)` acts once and gives the answer, or
// loses the connection; `a.there(x)` says whether it is there: true, false, or in words what is half;
// `a.good(answer)` says whether the answer acknowledges; `a.typed(x)` lists what a form's error keeps;
// `a.kinds` counts only operations of these kinds.
async function walk(name, a) {
  const good = a.good ?? (answer => answer.status === 303 && !answer.to.startsWith('/sign-in'))
  await inTurn(name, async (n, where) => {
    for (const who of Object.values(people)) who.agent = null // what failed may have broken its connection
    const x = await a.before?.() ?? {}
    orders.fail(n, a.kinds)
    const answer = await a.run(x).catch(gone)
    const kind = orders.sound() ? kinds[orders.kind] : null
    const acknowledged = answer !== null && good(answer, x)
    if (!kind) check(acknowledged, `${name} without a failure: ${answer?.status} ${answer?.to}`)
    else if (!acknowledged && answer) told(where, answer, a.typed?.(x))
    if (!check(served.running, `the server ended in ${where}`)) return null
    await again(where, a, x, acknowledged, good)
    if (long && numbers % 5 === 0) verify(where)
    return kind
  })
}

function gone(e) {
  if (!(e instanceof Gone)) throw e
  return null
}

// What became of it; and the same once more, now that nothing fails.
async function again(where, a, x, acknowledged, good) {
  const there = a.there ? a.there(x) : acknowledged
  check(typeof there === 'boolean', `${where}: ${there}`)
  check(there || !acknowledged, `${where}: acknowledged and not there`)
  if (there || a.once) return
  let answer = null
  for (let tries = 0; tries < 20 && !(answer && good(answer, x)); tries++) {
    if (tries) await pause(500) // a database server that was lost is asked again after a pause
    answer = await a.run(x).catch(gone)
  }
  check(answer && good(answer, x), `${where}: again it answers ${answer?.status} ${answer?.to}`)
  if (a.there) check(a.there(x) === true, `${where}: done again and not there`)
}

let passes = 0
function verify(words) {
  const v = spawnSync(program, ['verify', fund], { encoding: 'utf8' })
  if (check(v.status === 0, `verify after ${words}: ${v.stderr}${v.stdout}`)) passes++
}

// --- what people do ---------------------------------------------------------------------------------

const people = Object.fromEntries(['lead', 'officer', 'manager', 'editor', 'administrator'].map(r => [r, new Person(served, r)]))
const { lead, officer, manager, editor, administrator } = people
const code = answer => answer.to.split('/')[3]
const must = async answer => {
  const a = await answer
  check(a.status === 303, `the test's own step answered ${a.status} ${a.to}`)
  return a
}

// A concept note that is written, and not sent yet.
async function written() {
  const mark = marker('note')
  const note = code(await must(lead.send(`/desk/calls/${call}/proposals`, [['title', mark], ['lead', 'example-a']])))
  let seen = 1
  for (const [section, fields] of sections(mark))
    await must(lead.send(`/desk/proposals/${note}/form/${section}`, [['seen', `${seen++}`], ['act', 'save'], ...fields]))
  return { note, mark, seen }
}

// Zero and all, or none of them.
function wholly(...froms) {
  const counts = Object.values(one(`SELECT ${froms.map((f, i) => `(SELECT count(*) FROM ${f}) AS n${i}`)}`)).map(Number)
  return counts.every(Boolean) ? true : counts.some(Boolean) ? `half of it is there: ${counts}` : false
}

let call = '', draft = null
const quoted = s => `'${s.replaceAll("'", "''")}'`
const count = sql => Number(one(`SELECT count(*) AS n FROM ${sql}`).n)

async function proposals() {
  await walk('signing in', {
    before: () => ({ who: new Person(served, 'lead') }),
    run: x => x.who.ask('POST', '/sign-in/as', 'role=lead', 'application/x-www-form-urlencoded'),
    good: answer => answer.status === 303 && answer.cookies.length > 0,
  })
  await walk('beginning a proposal', {
    before: () => ({ mark: marker('begun') }),
    run: x => lead.send(`/desk/calls/${call}/proposals`, [['title', x.mark], ['lead', 'example-a']]),
    there: x => wholly(`proposal WHERE title = ${quoted(x.mark)}`,
      `proposal_version v JOIN proposal p ON p.id = v.proposal WHERE p.title = ${quoted(x.mark)}`),
    typed: x => [x.mark],
  })
  draft = await written()
  await walk('saving a draft', {
    before: () => ({ mark: marker('saved'), seen: count(`proposal_version v JOIN proposal p ON p.id = v.proposal WHERE p.code = '${draft.note}'`) }),
    run: x => lead.send(`/desk/proposals/${draft.note}/form/fit`, [['seen', `${x.seen}`], ['act', 'save'],
      ['f.existing', x.mark], ['f.sustainability', 'a <b> & "c"'], ['f.governance', 'Board'], ['f.outreach', 'Radio']]),
    there: x => count(`proposal_version v JOIN proposal p ON p.id = v.proposal WHERE p.code = '${draft.note}' AND v.body LIKE '%${x.mark}%'`) > 0,
    typed: x => [x.mark, 'a &lt;b&gt; &amp; &quot;c&quot;'],
  })
  await walk('sending a proposal', {
    before: written,
    run: x => lead.send(`/desk/proposals/${x.note}/submit`, [['seen', `${x.seen}`], ['step', 'submit']]),
    there: x => wholly(`proposal WHERE code = '${x.note}' AND state <> 'note_draft'`,
      `receipt r JOIN proposal_version v ON v.id = r.version JOIN proposal p ON p.id = v.proposal WHERE p.code = '${x.note}'`,
      `proposal_step s JOIN proposal p ON p.id = s.proposal WHERE p.code = '${x.note}' AND s.step = 'submit'`,
      `proposal_version v JOIN proposal p ON p.id = v.proposal WHERE p.code = '${x.note}' AND v.frozen = 1`,
      `mail m WHERE m.body LIKE '%${x.note}%'`),
  })
}

async function screening() {
  const sent = await written()
  await must(lead.send(`/desk/proposals/${sent.note}/submit`, [['seen', `${sent.seen}`], ['step', 'submit']]))
  await must(officer.send(`/desk/proposals/${sent.note}/steps/screen`, []))
  await walk('answering a clause', {
    before: () => ({ mark: marker('clause'), seen: one(`SELECT coalesce(max(a.at), 0) AS at FROM screening_answer a JOIN proposal p ON p.id = a.proposal WHERE p.code = '${sent.note}'`).at }),
    run: x => officer.send(`/desk/proposals/${sent.note}/screening`, [['seen-benefits', `${x.seen}`], ['verdict-benefits', 'yes'], ['note-benefits', x.mark]]),
    there: x => count(`screening_answer WHERE note = ${quoted(x.mark)}`) > 0,
    typed: x => [x.mark],
  })
}

async function press() {
  await walk('a document', {
    before: () => ({ mark: marker('document') }),
    run: x => editor.send('/desk/documents', [['title', x.mark], ['publisher', 'Example'], ['lang', 'en'], ['abstract', x.mark]]),
    there: x => count(`document WHERE title = ${quoted(x.mark)}`) > 0,
    typed: x => [x.mark],
  })
  const file = {
    before: async () => {
      const mark = marker('file')
      return { mark, bytes: Buffer.concat([pages, Buffer.from(`\n% ${mark}\n`)]),
        document: code(await must(editor.send('/desk/documents', [['title', mark], ['publisher', 'Example'], ['lang', 'en'], ['abstract', mark]]))) }
    },
    run: x => editor.send(`/desk/documents/${x.document}/file`, [['file', { name: 'fail.pdf', bytes: x.bytes }]]),
    there: x => {
      const hash = one(`SELECT file FROM document WHERE code = '${x.document}'`).file
      if (!hash) return false
      return fs.readFileSync(path.join(fund, 'files', hash.slice(0, 2), hash)).equals(x.bytes) || 'the file is another'
    },
  }
  await walk('its file', file)
  if (!long) { // rare among all: the first of each are tried by themselves
    await walk('its writes', { ...file, kinds: WRITE })
    await walk('its syncs', { ...file, kinds: SYNC })
  }
  await walk('a picture', {
    before: async () => {
      const mark = marker('news')
      return { mark, news: code(await must(editor.send('/desk/news', [['title', mark], ['lead', mark], ['body', 'Text.'], ['day', '2026-01-04']]))) }
    },
    run: x => editor.send(`/desk/news/${x.news}/picture`, [['alt', x.mark], ['picture', { name: 'well.jpg', bytes: well }]]),
    there: x => one(`SELECT picture FROM news WHERE slug = '${x.news}'`).picture != null,
  })
  await walk('publishing news', {
    before: async () => {
      const mark = marker('news')
      return { mark, news: code(await must(editor.send('/desk/news', [['title', mark], ['lead', mark], ['body', 'Text.'], ['day', '2026-01-04']]))) }
    },
    run: x => editor.send(`/desk/news/${x.news}/publish`, []),
    there: x => count(`news WHERE slug = '${x.news}' AND state = 'published'`) > 0,
  })
}

async function imports() {
  await walk('an import', {
    before: async () => {
      const keys = Array.from({ length: 3 }, () => marker('import'))
      const file = await must(officer.send('/desk/programmes/import', [['file', { name: 'p.csv', bytes: Buffer.from(programmesCsv(keys)) }]]))
      return { keys, to: file.to }
    },
    run: x => officer.send(x.to, []),
    // Record by record it may be there in part: each whole, and the same file again brings the rest.
    there: x => {
      const list = rows(`SELECT (SELECT count(*) FROM programme_organization o WHERE o.programme = g.id) AS o,
        (SELECT count(*) FROM programme_country c WHERE c.programme = g.id) AS c FROM programme g WHERE g.import_key IN (${x.keys.map(quoted)})`)
      if (list.some(r => Number(r.o) !== 2 || Number(r.c) !== 2)) return 'a programme is there by half'
      return list.length === 3
    },
  })
  await walk('a file to import', {
    before: () => ({ bytes: Buffer.from(programmesCsv([marker('import')])) }),
    run: x => officer.send('/desk/programmes/import', [['file', { name: 'p.csv', bytes: x.bytes }]]),
  })
}

async function readers() {
  await walk('asking for the newsletter', {
    before: () => {
      const reader = new Person(served, 'reader')
      reader.address = `192.0.2.${++numbers % 250}`
      return { reader, address: `reader${numbers}@example.org` }
    },
    run: x => x.reader.ask('POST', '/subscribe', new URLSearchParams({ email: x.address, lang: 'en', agree: 'yes' }).toString(), 'application/x-www-form-urlencoded'),
    good: answer => answer.status === 200 && answer.body.includes('Look into your mail'),
    // A job makes the link and its letter, so that every address costs the same.
    there: x => {
      const { jobs, tickets, mails } = one(`SELECT (SELECT count(*) FROM job WHERE args LIKE '%${x.address}%') AS jobs,
        (SELECT count(*) FROM subscriber_ticket WHERE address = '${x.address}') AS tickets, (SELECT count(*) FROM mail WHERE recipient = '${x.address}') AS mails`)
      return tickets === mails ? jobs + tickets > 0 : `${tickets} links and ${mails} letters`
    },
    typed: x => [x.address],
  })
}

async function look() {
  for (const [who, where] of [[lead, `/desk/proposals/${draft.note}/form/fit`], [officer, '/desk'], [officer, '/desk/proposals'],
    [editor, '/desk/find?q=water'], [administrator, '/desk/journal'], [editor, '/programmes?country=KE'], [editor, '/']]) {
    const lasting = answer => answer.body.replace(/ (value="\d+"|name="(token|draft)" value="[^"]*")/g, '').replace(/<time[^>]*>[^<]*</g, '')
    await who.calm(where) // shows the note of what was done before
    await walk(`reading ${where.replace(draft.note, '…')}`, {
      before: async () => ({ whole: lasting(await who.calm(where)) }), // the first backup ends, and is a row less
      run: () => who.get(where),
      good: (answer, x) => answer.status === 200 && (where === '/desk/journal' || lasting(answer) === x.whole || check(false, `${where} is shown in part`)) })
  }
}

// --- letters ----------------------------------------------------------------------------------------

// One letter is put, then the N-th operation fails while it is on its way. What is called accepted has
// arrived, what is to be sent again has not, and none arrives twice.
async function letters(name, arrived) {
  await inTurn(name, async (n, where) => {
    const code = `letter${process.pid}x${++numbers}`, at = () => one(`SELECT state FROM mail WHERE code = '${code}'`)
    orders.fail(n)
    served.statement(`INSERT INTO mail (code, stream, kind, recipient, subject, body, lang, state, attempts, next_try, created)
      VALUES ('${code}', 'office', 'test', 'letter@example.org', 'A letter', 'Its text.', 'en', 'queued', 0, 1, ${Math.floor(Date.now() / 1000)})`)
    for (let i = 0; i < 200 && ['queued', 'in_flight'].includes(at().state); i++) await pause(50)
    const kind = orders.sound() ? kinds[orders.kind] : null, { state } = at(), times = arrived(code)
    const what = `${where} (${kind}): ${state}, arrived ${times} times`
    check(times <= 1 && (state === 'accepted' ? times === 1 : state === 'unknown' || (state === 'deferred' && times === 0)), what)
    check(kind || state === 'accepted', `${what} without a failure`)
    if (!check(served.running, `the server ended in ${where}`)) return null
    // A deferred one goes a minute later; this cannot wait, and it arrives once.
    if (state === 'deferred') {
      served.statement(`UPDATE mail SET next_try = 0 WHERE code = '${code}'`)
      for (let i = 0; i < 200 && at().state !== 'accepted'; i++) await pause(50)
      check(at().state === 'accepted' && arrived(code) === 1, `${where}: then ${at().state}, arrived ${arrived(code)} times`)
    }
    return kind
  })
}

async function mail() {
  await letters('a letter by SMTP', code => sunk.get(code) ?? 0)
  await served.end('SIGTERM')
  const conf = path.join(fund, 'letsema.conf'), text = fs.readFileSync(conf, 'utf8')
  fs.writeFileSync(conf, text.replace(/^relay = .*$/m, ''))
  check(await served.start(), 'the server starts without a relay')
  await letters('a letter to the folder', code => fs.readdirSync(path.join(fund, 'mail')).filter(f => f.endsWith(`-${code}.eml`)).length)
}

// --- commands ---------------------------------------------------------------------------------------

// The N-th operation of a command fails. It does its work or says in a line why not, and the next goes well.
async function command(name, args, good, { fresh = () => {}, left = () => {} } = {}) {
  await inTurn(name, (n, words) => {
    fresh()
    const x = args(), run = env => spawnSync(program, x, { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 120000 })
    const first = run({ LD_PRELOAD: preload, FAIL_AT: `${n}`, FAIL_UNDER: place })
    const met = /^fail_at: (.*)$/m.exec(first.stderr)?.[1], where = `${words} (${met})`
    check(first.status === 0 || (first.status === 1 && /^letsema: \S/m.test(first.stderr)), `${where} ended with ${first.status ?? first.signal}: ${first.stderr.slice(-300)}`)
    check(!/is damaged/.test(first.stderr), `${where}: called a damage: ${first.stderr.slice(-300)}`)
    if (first.status === 0) check(good(x), `${where}: it says that it is done, and it is not`)
    else {
      check(met, `${where}: refused without a failure: ${first.stderr.slice(-300)}`)
      left(x, where)
      const again = run({})
      check(again.status === 0 && good(x), `${where}, again: ${again.stderr.slice(-300)}`)
    }
    return met && 'command'
  })
}

// As `serve` opens the fund, and ends.
async function starting() {
  await inTurn('starting to serve', async (n, where) => {
    const tried = new Served(program, fund, database, { LD_PRELOAD: preload, FAIL_FILE: orders.file, FAIL_UNDER: place })
    orders.fail(n)
    const up = await tried.start(1)
    const kind = orders.sound() ? kinds[orders.kind] : null
    check(up || (kind && tried.process.exitCode === 1), `${where}: it ended with ${tried.process.exitCode ?? tried.process.signalCode}`)
    if (up) {
      await tried.end('SIGTERM')
      check(tried.process.exitCode === 0, `${where}: up, and ended with ${tried.process.exitCode ?? tried.process.signalCode}`)
    }
    return kind
  })
}

async function commands() {
  await served.end('SIGTERM')
  check(served.process.exitCode === 0, `the server ended with ${served.process.exitCode ?? served.process.signalCode}`)
  const file = path.join(place, 'kept.backup'), csv = path.join(place, 'programmes.csv'), copy = path.join(place, 'copy')
  let keys = []
  await command('importing by the command', () => {
    keys = Array.from({ length: 3 }, () => marker('command'))
    fs.writeFileSync(csv, programmesCsv(keys))
    return ['import', 'programmes', fund, csv]
  }, () => count(`programme WHERE import_key IN (${keys.map(quoted)})`) === 3)
  await command('a backup', () => ['backup', fund, file], () => fs.existsSync(file), {
    fresh: () => fs.rmSync(file, { force: true }),
    left: (x, where) => check(!fs.existsSync(file), `${where}: a file that is none is left`) })
  await command('verifying it', () => ['verify', fund], () => true)
  if (!database) await command('restoring it', () => ['restore', file, copy], () => fs.existsSync(path.join(copy, 'fund.db')), {
    fresh: () => fs.rmSync(copy, { recursive: true, force: true }) })
  await starting()
}

// --- the walk ---------------------------------------------------------------------------------------

async function prepare() {
  const sink = await sinkStart()
  fs.appendFileSync(path.join(fund, 'letsema.conf'), `\nrelay = smtp://127.0.0.1:${sink.port}\nworkers = 1\ntrusted_proxy = 127.0.0.1\n`)
  call = one("SELECT c.code FROM call c JOIN proposal p ON p.call = c.id WHERE p.state = 'note_draft'").code
  return sink.sunk
}

const began = Date.now()
const sunk = await prepare()
if (!await served.start()) {
  console.log('not ok - the server does not start\n0 passed, 1 failed')
  process.exit(1)
}
for (const who of Object.values(people)) await who.signIn()
draft = null
for (const part of [proposals, screening, press, imports, readers, look, mail, commands]) {
  if (tally.failed > 40) break
  for (const who of Object.values(people)) who.agent = null // the server closed what was idle meanwhile
  await part()
  verify(part.name)
}
none([...sunk].filter(([, times]) => times > 1), 'mails that went twice')
if (!process.env.ACTS) for (const kind of Object.values(kinds)) check(perKind[kind] > 0, `no ${kind} failed`)
const all = Object.values(points).reduce((a, b) => a + b, 0)
console.log(`# ${database ? 'PostgreSQL' : 'SQLite'}: ${all} operations failed in turn in ${Math.round((Date.now() - began) / 1000)} s: ${Object.entries(points).map(([k, v]) => `${k} ${v} (${seconds[k]} s)`).join(', ')}`)
console.log(`# of these: ${Object.entries(perKind).map(([k, v]) => `${v} ${k}`).join(', ')}; verify passed ${passes} times`)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed ? 1 : 0)
