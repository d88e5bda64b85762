// days.mjs: bad days of a served fund, each with its recovery: the disk is full, the disk is slow, the
// clock is set back, reads and writes come by halves, the database server goes. Called by
// tests/fail_at.sh behind fail.mjs, with the same arguments. Nobody restarts the server: the process that
// met the day must be the one that goes on.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { Gone, Person, Served, check, none, pause, sinkStart, tally } from '../torture/served.mjs'
import { Orders, WRITE } from './orders.mjs'

const [program, preload, fund, , database] = process.argv.slice(2)
const place = path.resolve(fund, '..')
const orders = new Orders(path.join(place, 'days'))
const served = new Served(program, fund, database, { LD_PRELOAD: preload, FAIL_FILE: orders.file, FAIL_UNDER: fund,
  LSAN_OPTIONS: 'suppressions=tests/fail/leaks.txt:print_suppressions=0' })
const conf = path.join(fund, 'letsema.conf')
const one = sql => served.rows(sql)[0]
const pages = fs.readFileSync('src/publish/feed/test/two-pages.pdf')
let numbers = 0
const marker = word => `${word} ${++numbers} of day ${process.pid}`
const there = mark => Number(one(`SELECT count(*) AS n FROM document WHERE title = '${mark}'`).n) > 0
const fields = mark => [['title', mark], ['publisher', 'Example'], ['lang', 'en'], ['abstract', 'a <b> & "c"']]
const editor = new Person(served, 'editor'), lead = new Person(served, 'lead'), reader = new Person(served, 'reader')
const write = mark => editor.send('/desk/documents', fields(mark))
const done = a => a.status === 303 && a.to.startsWith('/desk/documents/')
const milliseconds = async f => {
  const began = performance.now()
  return [await f(), performance.now() - began]
}

function verify(day) {
  const v = spawnSync(program, ['verify', fund], { encoding: 'utf8' })
  check(v.status === 0, `verify after ${day}: ${v.stderr}${v.stdout}`)
}

// A person is told, in words, with the number of the request, and has what they typed.
function told(words, answer, statuses, mark) {
  check(statuses.includes(answer.status), `${words}: ${answer.status} ${answer.to}`)
  check(answer.headers['retry-after'] && answer.body.includes(answer.headers['x-request-id']), `${words}: no Retry-After or number`)
  check(/<p class="lead">[^<]{20,}/.test(answer.body), `${words}: no words`)
  if (mark) check(answer.body.includes(mark) && answer.body.includes('a &lt;b&gt; &amp; &quot;c&quot;'), `${words}: what was typed is gone`)
}

async function full() {
  const before = marker('before'), mark = marker('full')
  const made = await write(before)
  check(done(made), `before: ${made.status}`)
  orders.fail(1, WRITE, true) // from now on there is no room for any byte
  const upload = await editor.send(`${made.to}/file`, [['file', { name: 'full.pdf', bytes: Buffer.concat([pages, Buffer.from(marker('%'))]) }]])
  told('a file on a full disk', upload, [507])
  if (!database) { // else it keeps nothing but files
    told('a form on a full disk', await write(mark), [507], mark)
    check(!there(mark), 'what was refused is there')
    const health = await reader.get('/health')
    check(health.status === 503 && /full|written/.test(health.body), `/health on a full disk: ${health.status} ${health.body}`)
  }
  for (const [who, where] of [[reader, '/'], [reader, '/programmes?country=KE'], [editor, '/desk/documents'], [lead, '/desk']])
    check((await who.get(where)).status === 200, `${where} is shown on a full disk`)
  orders.sound()
  check(done(await write(mark)) && there(mark), 'there is room again, and it is not kept')
  const again = await editor.send(`${made.to}/file`, [['file', { name: 'full.pdf', bytes: Buffer.concat([pages, Buffer.from(marker('%'))]) }]])
  check(again.status === 303, `the file again: ${again.status}`)
  check((await reader.get('/health')).status === 200, '/health when there is room again')
  return 'a full disk'
}

async function slow() {
  const quick = []
  for (let i = 0; i < 20; i++) quick.push((await milliseconds(() => reader.get(`/programmes?country=KE&q=a${i}`)))[1])
  orders.slow = 1500
  const mark = marker('slow'), beside = marker('beside')
  const [[a, took], [b], ...reads] = await Promise.all([
    milliseconds(() => write(mark)),
    milliseconds(() => lead.send(`/desk/calls/${call}/proposals`, [['title', beside], ['lead', 'example-a']])),
    ...Array.from({ length: 20 }, async (_, i) => {
      await pause(60 * i)
      return milliseconds(() => new Person(served, 'reader').get(`/programmes?country=KE&q=b${i}`))
    })])
  const [health, healthTook] = await milliseconds(() => reader.get('/health'))
  orders.slow = 0
  check(done(a) && there(mark), `a save on a slow disk: ${a.status}`)
  check(b.status === 303, `another beside it: ${b.status}`)
  check(took > (database ? 0 : 1500), `the disk was not slow: ${took} ms`)
  none(reads.filter(([r, ms]) => r.status !== 200 || ms > 1500), 'pages that waited for the disk')
  check(health.status === 200 && healthTook < 10000, `/health on a slow disk: ${health.status} after ${healthTook} ms`)
  const most = list => Math.round(Math.max(...list))
  console.log(`# a sync takes 1.5 s longer: a save ${Math.round(took)} ms, /health ${Math.round(healthTook)} ms, the slowest of 20 pages ${most(reads.map(r => r[1]))} ms (before: ${most(quick)} ms)`)
  return 'a slow disk'
}

// Somebody who asks for the newsletter, for whom a letter is written; it arrives once.
async function ask() {
  const address = `clock${++numbers}@example.org`
  const who = new Person(served, 'reader')
  who.address = `203.0.113.${numbers}`
  await who.ask('POST', '/subscribe', new URLSearchParams({ email: address, lang: 'en', agree: 'yes' }).toString(), 'application/x-www-form-urlencoded')
  return address
}

async function arrives(sunk, address, words) {
  let code
  for (let i = 0; i < 200 && !sunk.has(code); i++) {
    code = one(`SELECT max(code) AS code FROM mail WHERE recipient = '${address}'`).code
    await pause(50)
  }
  check(sunk.get(code) === 1, `a letter ${words}: arrived ${sunk.get(code) ?? 0} times`)
}

async function clock(sunk) {
  orders.clock = 7200 // ahead by two hours
  const ahead = marker('ahead')
  check(done(await write(ahead)), 'a save with the clock ahead')
  await arrives(sunk, await ask(), 'with the clock ahead')
  for (let i = 0; i < 12; i++) await reader.ask('POST', '/sign-in', new URLSearchParams({ email: 'clock@example.org', password: 'wrong wrong' }).toString(), 'application/x-www-form-urlencoded')
  const waiting = await ask()
  orders.clock = 0 // and back
  await arrives(sunk, waiting, 'that was asked for before the clock was set back')
  await arrives(sunk, await ask(), 'after the clock was set back')
  check((await lead.get('/desk')).status === 200, 'the session goes on when the clock was set back')
  const back = marker('back')
  check(done(await write(back)) && there(back), 'a save when the clock was set back')
  const doctor = spawnSync(program, ['doctor', fund], { encoding: 'utf8' })
  check(/clock is \d+ seconds behind/.test(doctor.stdout + doctor.stderr), `the doctor does not name the clock: ${doctor.stdout.slice(0, 400)}`)
  const tries = await reader.ask('POST', '/sign-in', new URLSearchParams({ email: 'clock@example.org', password: 'wrong wrong' }).toString(), 'application/x-www-form-urlencoded')
  check(!tries.body.includes('too many tries'), 'who tried while the clock was ahead is locked out')
  // Two who write at once wait for each other by another clock than this one.
  orders.clock = -7200
  orders.slow = 700
  const both = await Promise.all([write(marker('one')), lead.send(`/desk/calls/${call}/proposals`, [['title', marker('other')], ['lead', 'example-a']])])
  orders.slow = 0
  orders.clock = 0
  none(both.filter(a => a.status !== 303).map(a => a.status), 'who had to wait for a turn with the clock behind')
  return 'a clock that jumps'
}

// Reads and writes are interrupted, or do half of what they were asked for: what people notice is nothing.
async function halves(sunk) {
  orders.cut = true
  const mark = marker('halves'), bytes = Buffer.concat([pages, Buffer.from(marker('%'))])
  const made = await write(mark)
  check(done(made) && there(mark), `a document by halves: ${made.status}`)
  const upload = await editor.send(`${made.to}/file`, [['file', { name: 'halves.pdf', bytes }]])
  check(upload.status === 303, `a file by halves: ${upload.status}`)
  const hash = one(`SELECT file FROM document WHERE title = '${mark}'`).file
  check(hash && fs.readFileSync(path.join(fund, 'files', hash.slice(0, 2), hash)).equals(bytes), 'the file is another')
  const note = await lead.send(`/desk/calls/${call}/proposals`, [['title', marker('note')], ['lead', 'example-a']])
  check(note.status === 303, `a proposal by halves: ${note.status}`)
  for (const [who, where] of [[reader, '/programmes?per=100'], [reader, '/assets/style.css'], [editor, made.to], [lead, `${note.to}/form/fit`], [editor, '/desk/journal']]) {
    orders.cut = false
    const whole = await who.get(where)
    orders.cut = true
    const halved = await who.get(where + (where.includes('?') ? '&' : '?') + `again=${++numbers}`)
    check(whole.status === halved.status, `${where} by halves: ${halved.status}, not ${whole.status}`)
    check(halved.body.length >= whole.body.length * 0.95, `${where} by halves: ${halved.body.length} of ${whole.body.length} characters`)
  }
  await arrives(sunk, await ask(), 'by halves')
  const env = { ...process.env, LD_PRELOAD: preload, FAIL_FILE: orders.file, FAIL_UNDER: place }
  const command = (...words) => {
    const c = spawnSync(program, words, { encoding: 'utf8', env })
    return check(c.status === 0, `${words[0]} by halves: ${c.stderr}`)
  }
  const copy = path.join(place, 'halves.tar.gz'), again = path.join(place, 'halves')
  if (command('backup', fund, copy) && !database && command('restore', copy, again)) command('verify', again)
  check(orders.interrupted > 100, `${orders.interrupted} reads and writes were interrupted`)
  console.log(`# by halves: ${orders.interrupted} reads and writes interrupted`)
  orders.cut = false
  fs.rmSync(again, { recursive: true, force: true })
  fs.rmSync(copy, { force: true })
  return 'reads and writes by halves'
}

// The database server is killed and started again while people work, and is away for a while.
async function server() {
  let working = true
  const kept = [], odd = [], counts = {}
  const note = (a, where) => {
    counts[a.status] = (counts[a.status] ?? 0) + 1
    if (![200, 303, 304, 503].includes(a.status)) odd.push(`${where} ${a.status}`)
    if (a.status === 503 && !(a.headers['retry-after'] && a.body.includes(a.headers['x-request-id']))) odd.push(`${where} without words`)
    return a
  }
  const lanes = [async () => {
    const mark = marker('kept'), a = note(await write(mark), 'POST')
    if (done(a)) kept.push(mark)
    else if (a.status === 503 && !a.body.includes(mark)) odd.push('what was typed is gone')
  }, async () => note(await lead.get('/desk'), '/desk'), async () => note(await reader.get(`/programmes?country=KE&q=${++numbers}`), '/programmes')]
    .map(async act => {
      while (working) {
        await act().catch(e => { if (!(e instanceof Gone)) throw e; odd.push('a connection broke') })
        await pause(20)
      }
    })
  const ctl = words => spawnSync('sh', ['-c', `${process.env.PG_CTL} ${words}`], { stdio: 'ignore' })
  // What it was started with, which `restart` knows and `start` does not.
  const given = [...fs.readFileSync(/-D (\S+)/.exec(process.env.PG_CTL)[1] + '/postmaster.opts', 'utf8').matchAll(/"([^"]*)"/g)].map(m => m[1])
  const options = given.slice(given.indexOf('-D') + 2).join(' ')
  for (let i = 0; i < 3; i++) {
    await pause(700)
    ctl('restart -m immediate -w')
  }
  await pause(500)
  // A public change since the beginning, such as the day's digest, would have made the kept page old.
  check((await reader.get('/')).status === 200, 'the home page after the database server was killed')
  ctl('stop -m fast -w')
  await pause(1500)
  const away = await reader.get('/health')
  check(away.status === 503, `/health without a database: ${away.status}`)
  const typed = marker('away')
  told('a form without a database', await write(typed), [503], typed)
  check((await reader.get('/')).status === 200, 'the home page lies in the cache, and is shown without a database')
  const mended = Date.now()
  ctl(`start -w -o '${options}'`)
  let good = false
  while (!good && Date.now() - mended < 30000) {
    await pause(100)
    good = (await reader.get('/health')).status === 200 && done(await write(marker('again')))
  }
  const took = Date.now() - mended
  working = false
  await Promise.all(lanes)
  check(good, 'the server does not find its database again')
  none(odd, 'answers that nobody can use')
  none(kept.filter(mark => !there(mark)), 'acknowledged and not there')
  check(counts[503] > 0 && kept.length > 0, `nothing was tried: ${JSON.stringify(counts)}`)
  console.log(`# the database server killed 3 times and stopped once under load: answers ${JSON.stringify(counts)}, ${kept.length} documents acknowledged and there; found again ${took} ms after its start`)
  return 'a lost database server'
}

const sink = await sinkStart()
fs.writeFileSync(conf, fs.readFileSync(conf, 'utf8').replace(/^(relay|workers|trusted_proxy) = .*$/mg, '') + `relay = smtp://127.0.0.1:${sink.port}\ntrusted_proxy = 127.0.0.1\n`)
const call = one("SELECT c.code FROM call c JOIN proposal p ON p.call = c.id WHERE p.state = 'note_draft'").code
if (!await served.start()) {
  console.log('not ok - the server does not start\n0 passed, 1 failed')
  process.exit(1)
}
for (const who of [editor, lead]) await who.signIn()
await reader.get('/')
const days = []
for (const day of [full, slow, clock, halves, ...(database && process.env.PG_CTL ? [server] : [])]) {
  if (process.env.ACTS && !new RegExp(process.env.ACTS).test(day.name)) continue
  for (const who of [editor, lead, reader]) who.agent = null
  const words = await day(sink.sunk)
  verify(words)
  check(served.running, `the server ended on ${words}`)
  days.push(words)
}
await served.end('SIGTERM')
check(served.process.exitCode === 0, `the server ended with ${served.process.exitCode ?? served.process.signalCode}`)
none([...sink.sunk].filter(([, times]) => times > 1), 'mails that went twice')
console.log(`# ${database ? 'PostgreSQL' : 'SQLite'}: ${days.join(', ')}`)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed ? 1 : 0)
