// torture.mjs: loads a served fund from several connections, kills the server with SIGKILL at a random
// instant, starts it again, and compares what was acknowledged with what is there. Called by
// tests/torture.sh, which makes the fund. Needs nothing but node.
//   node torture.mjs PROGRAM FUND ROUNDS SEED [DATABASE-URL]
// Every acknowledged change is a line of FUND/../acknowledged.log. PG_CTL, if it is set, restarts the
// database server: in every fourth round that is killed as well.
import { spawn, spawnSync, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { Gone, Person as Client, Served, check, none, pause, programmesCsv, sections, sinkStart, tally } from './served.mjs'

const [program, fund, roundsWord, seedWord, database] = process.argv.slice(2)
const rounds = Number(roundsWord), seed = Number(seedWord)
const place = path.resolve(fund, '..')
const served = new Served(program, fund, database)
const rows = sql => served.rows(sql)

// mulberry32: the same seed gives the same instants and the same choices.
let state = seed >>> 0
function chance() {
  state = (state + 0x6d2b79f5) >>> 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

// --- what was acknowledged ------------------------------------------------------------------------

const log = fs.openSync(path.join(place, 'acknowledged.log'), 'a')
const acknowledged = { sign_in: [], start: [], save: [], submit: [], receipt: [], document: [],
  upload: [], picture: [], import: [], issue: [], send: [] }
function acknowledge(kind, fact) {
  acknowledged[kind].push(fact)
  fs.writeSync(log, JSON.stringify({ kind, ...fact, bytes: undefined }) + '\n')
}

const inside = (column, key) => database ? `(${column}::json->>'${key}')` : `json_extract(${column}, '$.${key}')`

// --- one connection ---------------------------------------------------------------------------------

class Person extends Client {
  constructor(role) {
    super(served, role)
  }

  // An answer that a person could not expect is reported, but for the refusals that a server on its
  // way down may give.
  async post(where, fields, wanted = 303) {
    const answer = await this.send(where, fields)
    if (answer.status >= 500) throw new Gone(`${answer.status}`)
    check(answer.status === wanted && !answer.to.startsWith('/sign-in'),
      `POST ${where} as ${this.role} answered ${answer.status} ${answer.to}`)
    if (answer.status !== wanted) throw new Gone('unexpected')
    return answer
  }

  async signIn() {
    await super.signIn()
    acknowledge('sign_in', { role: this.role })
  }
}

// --- what people do ---------------------------------------------------------------------------------

let numbers = 0
const marker = word => `${word}-${seed}-${++numbers}-${Math.floor(Math.random() * 1e9).toString(36)}`
const well = fs.readFileSync('src/publish/feed/test/well.jpg')
const pages = fs.readFileSync('src/publish/feed/test/two-pages.pdf')
let call = ''
let sunk = null // of the relay: Message-ID -> times accepted
let before = new Set() // mails of the making of the demonstration, which no relay saw

async function start(who, mark) {
  const answer = await who.post(`/desk/calls/${call}/proposals`, [['title', mark], ['lead', 'example-a']])
  const code = answer.to.split('/')[3]
  acknowledge('start', { code, mark })
  return code
}

// The number of the latest version; 0 when there is nothing to write any more: it was sent.
async function seenOf(who, code) {
  const page = await who.get(`/desk/proposals/${code}/form/programme`)
  if (page.status >= 500) throw new Gone('5xx')
  return Number(/name="seen" value="(\d+)"/.exec(page.body)?.[1] ?? 0)
}

async function save(who, code, section, fields, mark, seen) {
  await who.post(`/desk/proposals/${code}/form/${section}`, [['seen', `${seen}`], ['act', 'save'], ...fields])
  acknowledge('save', { code, section, mark, number: seen + 1 })
}

// Each lane is one connection; it remembers its own record over the kills.
const lanes = [1, 2, 3].map(() => ({ role: 'lead', async work(who) {
  this.code ??= await start(who, marker('saver'))
  for (let seen = await seenOf(who, this.code); ; seen++) {
    const mark = marker('save')
    const [section, fields] = sections(mark)[seen % 3 ? 0 : 5]
    await save(who, this.code, section, fields, mark, seen)
  }
} }))
for (let i = 0; i < 2; i++) lanes.push({ role: 'lead', next: 0, async work(who) {
  for (;;) {
    this.mark ??= marker('sender')
    if (!this.code) [this.code, this.next] = [await start(who, this.mark), 0]
    const state = await seenOf(who, this.code)
    if (state) await this.write(who, state)
    const page = await who.get(`/desk/proposals/${this.code}`)
    if (page.status !== 200) continue
    const hash = /\/receipts\/([0-9a-f]{64})/.exec(page.body)?.[1]
    check(hash, `no receipt on the page of ${this.code}`)
    if (hash) acknowledge('receipt', { code: this.code, hash })
    this.code = this.mark = null
  }
}, async write(who, seen) { // goes on, after a kill, with the section that was not acknowledged
  const all = sections(this.mark)
  if (this.next < all.length) { // it may be there already; the same words again are no new version
    const [section, fields] = all[this.next]
    await who.post(`/desk/proposals/${this.code}/form/${section}`, [['seen', `${seen}`], ['act', 'save'], ...fields])
    seen = await seenOf(who, this.code)
    acknowledge('save', { code: this.code, section, mark: this.mark, number: seen })
    this.next++
  }
  for (; this.next < all.length; this.next++) await save(who, this.code, ...all[this.next], this.mark, seen++)
  await who.post(`/desk/proposals/${this.code}/submit`, [['seen', `${seen}`], ['step', 'submit']])
  acknowledge('submit', { code: this.code, number: seen })
} })
lanes.push({ role: 'editor', async work(who) {
  for (;;) {
    const mark = marker('document')
    const made = await who.post('/desk/documents', [['title', mark], ['publisher', 'Example'], ['lang', 'en'], ['abstract', mark]])
    const code = made.to.split('/')[3]
    acknowledge('document', { code, mark })
    const bytes = Buffer.concat([pages, Buffer.from(`\n% ${mark}\n`)])
    await who.post(`/desk/documents/${code}/file`, [['file', { name: 'torture.pdf', bytes }]])
    acknowledge('upload', { code, bytes })
  }
} })
lanes.push({ role: 'editor', async work(who) {
  for (;;) {
    const mark = marker('news')
    const made = await who.post('/desk/news', [['title', mark], ['lead', mark], ['body', 'Text.'], ['day', '2026-01-04']])
    const slug = made.to.split('/')[3]
    await who.post(`/desk/news/${slug}/picture`, [['alt', mark], ['picture', { name: 'well.jpg', bytes: well }]])
    acknowledge('picture', { slug, mark })
  }
} })
lanes.push({ role: 'officer', async work(who) {
  for (let i = 0; ; i++) {
    const keys = Array.from({ length: 10 }, () => marker('import'))
    const file = programmesCsv(keys)
    if (i % 2) { // by the command, through the control socket
      const name = path.join(place, 'import.csv')
      fs.writeFileSync(name, file)
      const child = spawn(program, ['import', 'programmes', fund, name], { stdio: 'ignore' })
      const [code] = await once(child, 'exit')
      if (code !== 0) throw new Gone('command')
    } else {
      const chosen = await who.post('/desk/programmes/import', [['file', { name: 'p.csv', bytes: Buffer.from(file) }]])
      await who.post(chosen.to, [])
    }
    for (const key of keys) acknowledge('import', { key })
  }
} })
let issue = 0
const sender = new Person('manager')
lanes.push({ role: 'editor', async work(who) {
  if (!sender.cookie) await sender.signIn()
  else if (!sender.token) await sender.tokenTake() // the kill came between the two
  sender.agent = null
  for (;;) {
    const number = ++issue, mark = marker('issue')
    await who.post('/desk/newsletters', [['number', `${number}`], ['season', 'Torture'], ['title', mark], ['intro', mark]])
    acknowledge('issue', { number, mark })
    await who.post(`/desk/newsletters/${number}/sections`, [['section_title', mark], ['section_body', 'Own words.']])
    await who.post(`/desk/newsletters/${number}/publish`, [])
    await sender.post(`/desk/newsletters/${number}/send`, [])
    acknowledge('send', { number })
    await pause(1500)
  }
} })

async function run(lane) {
  try {
    lane.who ??= new Person(lane.role)
    lane.who.agent = null // the connections of the killed server are gone
    if (lane.who.cookie) await lane.who.tokenTake()
    else await lane.who.signIn()
    await lane.work(lane.who)
  } catch (e) {
    if (!(e instanceof Gone)) throw e
    return e.message
  }
}

// --- what must hold ---------------------------------------------------------------------------------

function kept(list, there, words) {
  none(list.filter(fact => !there(fact)), `acknowledged and not there, ${words}`)
}

function acknowledgedThere() {
  const by = (list, key) => new Map(list.map(r => [String(r[key]), r]))
  const proposals = by(rows("SELECT code, title, state FROM proposal"), 'code')
  const versions = by(rows(`SELECT p.code || '/' || v.number AS k, v.body FROM proposal_version v
    JOIN proposal p ON p.id = v.proposal WHERE v.form = 'concept_note'`), 'k')
  const receipts = by(rows(`SELECT r.hash, p.code FROM receipt r JOIN proposal_version v ON v.id = r.version
    JOIN proposal p ON p.id = v.proposal`), 'hash')
  const documents = by(rows('SELECT code, title, file FROM document'), 'code')
  const news = by(rows('SELECT slug, picture FROM news'), 'slug')
  const keys = by(rows('SELECT import_key FROM programme WHERE import_key IS NOT NULL'), 'import_key')
  const issues = by(rows('SELECT number, title, state FROM newsletter'), 'number')
  kept(acknowledged.start, f => proposals.has(f.code), 'begun proposals')
  kept(acknowledged.save, f => versions.get(`${f.code}/${f.number}`)?.body.includes(f.section === 'programme' || f.section === 'fit' || f.section === 'principles' ? f.mark : ''), 'saves')
  kept(acknowledged.submit, f => proposals.get(f.code)?.state !== 'note_draft' && versions.has(`${f.code}/${f.number}`), 'submissions')
  kept(acknowledged.receipt, f => receipts.get(f.hash)?.code === f.code, 'receipts')
  kept(acknowledged.document, f => documents.get(f.code)?.title === f.mark, 'documents')
  kept(acknowledged.upload, f => {
    const hash = documents.get(f.code)?.file
    try {
      f.seen ??= hash && fs.readFileSync(path.join(fund, 'files', hash.slice(0, 2), hash)).equals(f.bytes)
    } catch { f.seen = false }
    if (f.seen) f.bytes = undefined
    return f.seen
  }, 'files as they were sent')
  kept(acknowledged.picture, f => news.get(f.slug)?.picture, 'pictures')
  kept(acknowledged.import, f => keys.has(f.key), 'imported programmes')
  kept(acknowledged.issue, f => issues.get(String(f.number))?.title === f.mark, 'issues')
  kept(acknowledged.send, f => ['sending', 'sent'].includes(issues.get(String(f.number))?.state), 'sendings begun')
}

// Statements that give a row for each change that is there by half.
const halves = {
  'a version and the columns that its fields are copied to': `SELECT p.code, p.title, p.summary FROM proposal p JOIN proposal_version v ON v.proposal = p.id
    WHERE v.form = 'concept_note' AND v.number = (SELECT max(number) FROM proposal_version w WHERE w.proposal = p.id AND w.form = 'concept_note')
    AND p.state IN ('note_draft', 'note_submitted') AND (${inside('v.body', 'title')} <> p.title OR coalesce(${inside('v.body', 'summary')}, '') <> coalesce(p.summary, ''))`,
  'a gap between versions': `SELECT proposal, form FROM proposal_version GROUP BY proposal, form HAVING count(*) <> max(number)`,
  'a version and its journal entry': `SELECT v.id FROM proposal_version v WHERE (SELECT count(*) FROM journal_entry e
    WHERE e.tab = 'proposal_version' AND e.record = v.id AND e.op = 'insert') <> 1`,
  'a submission without receipt, step or verdicts': `SELECT p.code FROM proposal p WHERE p.state = 'note_submitted' AND (
    NOT EXISTS (SELECT 1 FROM proposal_version v JOIN receipt r ON r.version = v.id WHERE v.proposal = p.id AND v.frozen = 1)
    OR NOT EXISTS (SELECT 1 FROM proposal_step s WHERE s.proposal = p.id AND s.step = 'submit')
    OR NOT EXISTS (SELECT 1 FROM proposal_version v JOIN proposal_finding f ON f.version = v.id WHERE v.proposal = p.id)
    OR p.submitted IS NULL)`,
  'a receipt without its submission': `SELECT r.hash FROM receipt r LEFT JOIN proposal_version v ON v.id = r.version LEFT JOIN proposal p ON p.id = v.proposal
    WHERE p.id IS NULL OR v.frozen <> 1 OR p.submitted IS NULL`,
  'a receipt that was not mailed': `SELECT r.hash FROM receipt r WHERE r.form = 'concept_note' AND
    NOT EXISTS (SELECT 1 FROM mail m WHERE m.body LIKE '%' || r.hash || '%')`,
  'a step without its state': `SELECT p.code FROM proposal p JOIN proposal_step s ON s.proposal = p.id
    WHERE s.id = (SELECT max(id) FROM proposal_step t WHERE t.proposal = p.id) AND s.new_state <> p.state`,
  'a document with half a file': `SELECT code FROM document WHERE (file IS NULL) <> (file_bytes IS NULL) OR (file IS NULL) <> (file_name IS NULL)`,
  'an imported programme without organizations or countries': `SELECT g.code FROM programme g WHERE g.import_key LIKE 'import-%' AND (
    (SELECT count(*) FROM programme_organization o WHERE o.programme = g.id) <> 2 OR (SELECT count(*) FROM programme_country c WHERE c.programme = g.id) <> 2)`,
  'an issue that is sent and its readers': `SELECT n.number FROM newsletter n WHERE n.state IN ('sending', 'sent') AND n.season = 'Torture' AND (
    (SELECT count(*) FROM newsletter_delivery d WHERE d.newsletter = n.id) <> (SELECT count(*) FROM subscriber s WHERE s.state = 'confirmed')
    OR (SELECT count(*) FROM newsletter_text t WHERE t.newsletter = n.id) <> 2)`,
  'a letter that is put and has no mail': `SELECT d.id FROM newsletter_delivery d LEFT JOIN mail m ON m.id = d.mail WHERE d.state = 'put' AND m.id IS NULL`,
  'a mail of an issue that no delivery names': `SELECT m.code FROM mail m WHERE m.kind = 'issue' AND NOT EXISTS (SELECT 1 FROM newsletter_delivery d WHERE d.mail = m.id)`,
  'an issue that is sent and waits': `SELECT n.number FROM newsletter n JOIN newsletter_delivery d ON d.newsletter = n.id WHERE n.state = 'sent' AND d.state = 'waiting'`,
}

const unknown = new Set(), foldered = new Set()
let passes = 0

// Which mails were on their way when the server was killed. The killed database is not touched: a copy is read.
function onTheirWay() {
  if (database) return rows("SELECT code FROM mail WHERE state = 'in_flight'").map(r => r.code)
  const copy = path.join(place, 'killed.db')
  for (const tail of ['', '-wal']) {
    fs.rmSync(copy + tail, { force: true })
    if (fs.existsSync(path.join(fund, 'fund.db' + tail))) fs.copyFileSync(path.join(fund, 'fund.db' + tail), copy + tail)
  }
  fs.rmSync(copy + '-shm', { force: true })
  const out = execFileSync('sqlite3', ['-json', copy, "SELECT code FROM mail WHERE state = 'in_flight'"]).toString().trim()
  return out ? JSON.parse(out).map(r => r.code) : []
}

// What has arrived: Message-ID -> times, at the relay and in the folder that takes its place.
function arrivals() {
  const all = new Map(sunk)
  for (const name of fs.existsSync(path.join(fund, 'mail')) ? fs.readdirSync(path.join(fund, 'mail')) : []) {
    const code = /^\d+-(.*)\.eml$/.exec(name)?.[1]
    if (!code || before.has(code)) continue
    all.set(code, (all.get(code) ?? 0) + 1)
    if (!foldered.has(code)) // looked at once: it is written whole or not at all
      check(/^Message-ID: <[^>]*>\r\n[^]*\r\n\r\n[^]*\r\n$/mi.test(fs.readFileSync(path.join(fund, 'mail', name), 'latin1')), `${name} is half a letter`)
    foldered.add(code)
  }
  return all
}

function mailsHold() {
  // The server goes on sending: what waits is compared with what was there before, what is accepted with
  // what is there after.
  const earlier = arrivals()
  const mails = rows('SELECT code, state FROM mail').filter(m => !before.has(m.code))
  const state = new Map(mails.map(m => [m.code, m.state]))
  const arrived = arrivals()
  none([...arrived].filter(([, times]) => times > 1), 'mails that went twice')
  none(mails.filter(m => m.state === 'accepted' && !arrived.has(m.code)), 'mails called accepted that never arrived')
  none(mails.filter(m => (m.state === 'queued' || m.state === 'deferred') && earlier.has(m.code)), 'mails that arrived and would be sent again')
  none([...unknown].filter(code => state.get(code) !== 'unknown'), 'mails of unknown fate that somebody decided')
  return mails
}

function verify() {
  const v = spawnSync(program, ['verify', fund], { encoding: 'utf8' })
  check(v.status === 0, `verify: ${v.stderr}`)
  if (v.status === 0) passes++
}

function examine(flying) {
  const faults = tally.failed
  acknowledgedThere()
  for (const [words, sql] of Object.entries(halves)) none(rows(sql), `half: ${words}`)
  check(flying.length <= 1, `${flying.length} mails were on their way at once`)
  for (const code of flying) unknown.add(code)
  mailsHold()
  verify()
  return tally.failed === faults
}

// --- the rounds -------------------------------------------------------------------------------------

// In every third round letters go to the folder, else to the relay.
let configuration = '', relay = ''
function post(number) {
  fs.writeFileSync(path.join(fund, 'letsema.conf'), number % 3 === 0 ? configuration : configuration + relay)
}

async function prepare() {
  const sink = await sinkStart()
  sunk = sink.sunk
  configuration = fs.readFileSync(path.join(fund, 'letsema.conf'), 'utf8')
  relay = `\nrelay = smtp://127.0.0.1:${sink.port}\n`
  post(1)
  const readers = Array.from({ length: 30 }, (_, i) =>
    `('torture${i}', 'news', 'reader${i}@example.org', 'reader${i}@example.org', '${i % 3 ? 'en' : 'fr'}', 'confirmed', 1700000000)`)
  const sql = `INSERT INTO subscriber (code, list, address, address_key, lang, state, since) VALUES ${readers.join(', ')}`
  served.statement(sql)
  call = rows("SELECT c.code FROM call c JOIN proposal p ON p.call = c.id WHERE p.state = 'note_draft'")[0].code
  before = new Set(rows("SELECT code FROM mail WHERE state NOT IN ('queued', 'deferred')").map(m => m.code))
  issue = rows('SELECT coalesce(max(number), 0) AS n FROM newsletter')[0].n
}

async function round(number) {
  const refused = Promise.all(lanes.map(run))
  await pause(300 + chance() * 1700)
  const databaseToo = process.env.PG_CTL && number % 4 === 0
  if (databaseToo) {
    spawnSync('sh', ['-c', `${process.env.PG_CTL} restart -m immediate -w`], { stdio: 'ignore' })
    databaseKills++
    if (chance() < 0.5) await pause(chance() * 500) // and the server sees that it is gone
  }
  await served.end('SIGKILL')
  const words = await refused
  none(words.filter(w => w === 'unexpected' || (/^5/.test(w) && !databaseToo)), 'a lane stopped before the kill')
  const flying = onTheirWay()
  post(number + 1)
  if (!await served.start()) {
    check(false, `the server does not start after kill ${number}`)
    return false
  }
  return examine(flying)
}

// At the end the server runs on until nothing waits: what was begun is finished by itself.
async function settle() {
  let waiting = [], fewest = Infinity
  for (let idle = 0; idle < 60; idle++) { // seconds without progress
    waiting = rows("SELECT number FROM newsletter WHERE state = 'sending' UNION ALL SELECT id FROM mail WHERE state IN ('queued', 'in_flight') UNION ALL SELECT id FROM job WHERE kind = 'newsletter_send'")
    if (!waiting.length) break
    if (waiting.length < fewest) idle = 0
    fewest = Math.min(fewest, waiting.length)
    await pause(1000)
  }
  none(waiting, 'sendings that do not end by themselves')
  const mails = mailsHold()
  none(rows(`SELECT n.number, count(DISTINCT d.mail) AS mails FROM newsletter n JOIN newsletter_delivery d ON d.newsletter = n.id
    WHERE n.season = 'Torture' AND n.state = 'sent' GROUP BY n.number HAVING count(DISTINCT d.mail) <> (SELECT count(*) FROM subscriber WHERE state = 'confirmed')`),
  'issues whose books do not balance')
  return mails
}

let databaseKills = 0
await prepare()
if (!await served.start()) {
  console.log('not ok - the server does not start\n0 passed, 1 failed')
  process.exit(1)
}
const began = Date.now()
let kills = 0
for (let n = 1; n <= rounds; n++) {
  const good = await round(n)
  kills++
  if (!good) console.log(`# in round ${n} of seed ${seed}`)
  if (tally.failed > 20) break
}
const mails = tally.failed > 20 ? [] : await settle()
if (rounds >= 20) { // a load that never reached a kind would prove nothing about it
  for (const [kind, facts] of Object.entries(acknowledged)) check(facts.length > 0, `no ${kind} was ever acknowledged`)
  check(sunk.size > 0 && foldered.size > 0, `${sunk.size} letters by SMTP, ${foldered.size} to the folder`)
}
await served.end('SIGTERM')
check(served.process.exitCode === 0, `the server ended with ${served.process.exitCode ?? served.process.signalCode}`)
verify()
const counts = Object.entries(acknowledged).map(([k, v]) => `${v.length} ${k}`).join(', ')
const of = s => mails.filter(m => m.state === s).length
console.log(`# ${database ? 'PostgreSQL' : 'SQLite'}, seed ${seed}: ${kills} kills of the server, ${databaseKills} of the database, in ${Math.round((Date.now() - began) / 1000)} s`)
console.log(`# acknowledged and found again each time: ${counts}`)
const arrived = arrivals()
console.log(`# mails: ${sunk.size} arrived at the relay, ${foldered.size} in the folder, ${[...arrived.values()].filter(n => n > 1).length} twice; ${of('accepted')} accepted, ${of('unknown')} unknown, of which ${mails.filter(m => m.state === 'unknown' && arrived.has(m.code)).length} had arrived; ${of('failed')} failed`)
console.log(`# verify passed ${passes} times`)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed ? 1 : 0)
