import { tell } from '/sentences.js'
import mqtt from '/vendor/mqtt.js'

/** Watches the plant and may do nothing else. */
const watcher = 'vera'
/** A busy hour; older facts leave the page, never the record. */
const longest = 500
const secondsBetweenTries = 3

const element = (id) => document.getElementById(id)

/** Makes an element with text in it; whatever a person of the plant has written stays text. */
function make(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

/** An id in a path: `24~2F117` for lot 24/117, because API Gateway decodes `%2F` before it looks for the route. */
const inPath = (id) =>
  id.replace(/^\.+$|[^\w.-]/g, (all) =>
    [...all].map((it) => `~${it.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )

async function ask(path, body) {
  const response = await fetch(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message ?? answer.detail ?? `${path} answered ${response.status}.`)
  return answer
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const clock = (at) => new Date(at).toLocaleTimeString('en-GB')

// The facts

const facts = { known: new Set(), waiting: [], paused: false }

function show(fact) {
  // The stream may bring a fact again; its id tells.
  if (facts.known.has(fact.factId)) return
  facts.known.add(fact.factId)
  propose(fact.subject)
  if (facts.paused) facts.waiting.push(rowOf(fact))
  else add(rowOf(fact))
  count()
  replan()
}

function rowOf(fact) {
  const { who, what, subject, reasons } = tell(fact)
  const row = make('li', reasons.length > 0 ? 'refused' : '')
  const time = make('time', '', clock(fact.recordedAt))
  time.dateTime = fact.recordedAt
  time.title = `recorded ${fact.recordedAt}${fact.lateReason === undefined ? '' : `, of ${fact.occurredAt}`}`
  const saying = make('p', 'saying')
  saying.append(make('strong', '', who), ` ${what}`)
  const body = make('div')
  body.append(saying)
  if (reasons.length > 0) {
    const list = make('ul', 'reasons')
    for (const { code, detail } of reasons) {
      const reason = make('li', '', detail)
      reason.title = code
      list.append(reason)
    }
    body.append(list)
  }
  const signed = (fact.signatures ?? []).map(({ name, meaning }) => `signed by ${name} as ${meaning}`)
  const late = fact.lateReason === undefined ? [] : [`booked late, of ${clock(fact.occurredAt)}: ${fact.lateReason}`]
  body.append(make('p', 'subject', [subject, ...late, ...signed].join(' · ')))
  row.append(time, body)
  return row
}

function add(row) {
  const list = element('facts')
  row.hidden = !matches(row)
  list.prepend(row)
  while (list.childElementCount > longest) list.lastElementChild.remove()
}

const wanted = () => element('filter').value.trim().toLowerCase()
const matches = (row) => row.textContent.toLowerCase().includes(wanted())

function count() {
  const rows = [...element('facts').children].filter((row) => row.className !== 'gap')
  const shown = rows.filter((row) => !row.hidden).length
  const waiting = facts.waiting.length > 0 ? `, ${facts.waiting.length} more while paused` : ''
  element('empty').hidden = rows.length + facts.waiting.length > 0
  element('nothing').hidden = rows.length === 0 || shown > 0
  element('count').hidden = rows.length + facts.waiting.length === 0
  element('count').textContent = `${shown} of ${rows.length} facts${waiting}`
}

element('filter').addEventListener('input', () => {
  for (const row of element('facts').children) row.hidden = !matches(row)
  count()
})

element('pause').addEventListener('click', () => {
  facts.paused = !facts.paused
  element('pause').setAttribute('aria-pressed', String(facts.paused))
  if (!facts.paused) for (const row of facts.waiting.splice(0)) add(row)
  count()
})

// The plan

const plan = { due: undefined }
/** A burst of facts is one change of the plan. */
const secondsUntilReplanned = 1

function replan() {
  plan.due ??= setTimeout(async () => {
    plan.due = undefined
    await drawPlan().catch(() => undefined)
  }, secondsUntilReplanned * 1000)
}

async function drawPlan() {
  draw('plan-picture', await picture('/v1/schedule'))
  element('plan').hidden = false
}

/** Asks the plant for something as a picture. */
async function picture(path) {
  const { access_token: token } = await ask('/local/token', { user: watcher })
  const headers = { authorization: `Bearer ${token}`, accept: 'image/svg+xml' }
  const response = await fetch(path, { headers })
  if (response.ok) return response.blob()
  const { violations = [], title } = await response.json()
  throw new Error(violations.map(({ detail }) => detail).join(' ') || title)
}

function draw(id, image) {
  const before = element(id).src
  if (before.startsWith('blob:')) URL.revokeObjectURL(before)
  element(id).src = URL.createObjectURL(image)
}

// The trace

/** As many as a list can be looked through. */
const mostProposed = 50

function propose({ type, id }) {
  if (type !== 'lot') return
  const list = element('lots-seen')
  for (const option of list.children) if (option.value === id) option.remove()
  const option = make('option')
  option.value = id
  list.prepend(option)
  if (list.childElementCount > mostProposed) list.lastElementChild.remove()
}

/** Of several that were asked for, the newest is shown, whichever answers first. */
let newestTrace = 0

async function drawTrace() {
  newestTrace += 1
  const mine = newestTrace
  const lotId = element('trace-lot').value.trim()
  const direction = element('trace-direction').value
  const way = element('trace-direction').selectedOptions[0].textContent
  const said = element('trace-said')
  said.hidden = false
  said.className = ''
  said.textContent = `Looking up ${way}…`
  try {
    const query = new URLSearchParams({ direction, format: 'svg' })
    const image = await picture(`/v1/lots/${inPath(lotId)}/trace?${query}`)
    if (mine !== newestTrace) return
    draw('trace-picture', image)
    element('trace-picture').alt = `Lot ${lotId}: ${way}`
    said.hidden = true
  } catch (error) {
    if (mine !== newestTrace) return
    said.className = 'fault'
    said.textContent = `There is no picture of lot ${lotId}: ${error.message}`
  }
  element('trace-scroll').hidden = !said.hidden
}

element('trace-form').addEventListener('submit', (event) => {
  event.preventDefault()
  drawTrace()
})
element('trace-direction').addEventListener('change', () => element('trace-form').requestSubmit())

// The connection

function say(state, text) {
  element('lamp').dataset.state = state
  element('connection').className = state
  element('connection').textContent = text
}

/** Follows the live topic for as long as the page is open; a token lasts an hour, so each connection brings a new one. */
async function follow() {
  for (let lostAt; ; await pause(secondsBetweenTries)) {
    try {
      const { site } = await introduce()
      const { access_token: password } = await ask('/local/token', { user: watcher })
      await watch(site, password, () => {
        if (lostAt !== undefined) tellOfGap(lostAt)
        say('live', 'Live')
        replan()
      })
    } catch {
      // Whatever the reason is, it is cured by the plant being there again.
    }
    lostAt ??= new Date().toISOString()
    element('health').textContent = 'not reached'
    say('lost', 'The plant does not answer; trying again…')
  }
}

/** @returns when the connection has ended */
function watch(site, password, onLive) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const clientId = `live/${watcher}/page-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`
  const client = mqtt.connect(`${scheme}://${location.host}/mqtt`, {
    clientId,
    username: watcher,
    password,
    reconnectPeriod: 0,
    timerVariant: 'native',
  })
  client.on('connect', () => client.subscribe(`andon/${site}/live/facts`, { qos: 1 }, (error) => !error && onLive()))
  client.on('message', (_topic, payload) => JSON.parse(new TextDecoder().decode(payload)).forEach(show))
  client.on('error', () => client.end(true))
  return new Promise((resolve) => {
    client.on('close', resolve)
    client.on('end', resolve)
  })
}

function tellOfGap(lostAt) {
  const text = `The connection was lost at ${clock(lostAt)} and is back since ${clock(Date.now())}. Facts of the time between are on record and not shown here.`
  element('facts').prepend(make('li', 'gap', text))
}

/** Names the plant as it names itself. */
async function introduce() {
  const { site, version } = await ask('/v1/health')
  for (const id of ['site', 'site-title']) element(id).textContent = site
  element('version').textContent = version
  element('health').textContent = 'answers'
  document.title = `Andon, plant ${site}`
  return { site }
}

// The people

/** A first command for each role: together they make a fact, a refusal and a hold. */
const firstCommands = {
  engineer: {
    note: 'Defines a mixer.',
    method: 'PUT',
    path: '/v1/equipment/MIXER-1',
    body: { name: 'Mixer', level: 'work-unit', equipmentClass: 'mixer' },
  },
  supervisor: {
    note: 'Records what Ada is qualified for.',
    method: 'PUT',
    path: '/v1/persons/ada',
    body: { name: 'Ada Moreau', qualifications: [{ qualificationId: 'mixing' }] },
  },
  planner: {
    note: 'Asks for 100 kg. No recipe is needed yet; the release of the order will ask for it.',
    method: 'POST',
    path: '/v1/orders',
    body: { orderId: 'ORDER-1', recipeId: 'SYRUP', product: 'SYRUP', quantity: { value: '100', unit: 'kg' } },
  },
  operator: {
    note: "Starts Paula's ORDER-1, and is refused: nobody has released it. Have Paula create it first.",
    method: 'POST',
    path: '/v1/orders/ORDER-1/start',
    body: {},
  },
  quality: {
    note: "Puts Paula's ORDER-1 on hold. Have Paula create it first.",
    method: 'POST',
    path: '/v1/holds',
    body: { subject: { type: 'order', id: 'ORDER-1' }, reason: 'A bag was found open' },
  },
}
const look = { note: 'Lists the orders of the plant.', method: 'GET', path: '/v1/orders' }

function commandFor(roles, token) {
  const { note, method, path, body } = firstCommands[roles.find((role) => role in firstCommands)] ?? look
  const lines = [`curl -s -X ${method} ${location.origin}${path} \\`, `  -H "Authorization: Bearer $TOKEN"`]
  if (method === 'POST') lines.push(`  -H "Idempotency-Key: try-$(date +%s)"`)
  if (body !== undefined) lines.push(`  -H "Content-Type: application/json"`, `  -d ${quoted(JSON.stringify(body))}`)
  const [first, ...rest] = lines
  return { note, text: `TOKEN=${token}\n${first}\n${rest.join(' \\\n')}\n` }
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`

function rowOfPerson({ user, name, roles }) {
  const row = make('li', 'person')
  const who = make('span')
  who.append(make('span', '', name), make('span', 'role', roles.join(', ')))
  const button = make('button', '', 'Get a token')
  button.type = 'button'
  button.setAttribute('aria-label', `Get a token of ${name}`)
  button.addEventListener('click', () => giveToken({ user, name, roles }))
  row.append(who, button)
  return row
}

async function giveToken({ user, name, roles }) {
  element('people-fault').hidden = true
  try {
    const { access_token: token } = await ask('/local/token', { user })
    const { note, text } = commandFor(roles, token)
    const copied = await copy(token)
    element('token').hidden = false
    element('token-said').textContent = copied
      ? `The token of ${name} is on the clipboard.`
      : `This browser does not let the page use the clipboard; the token of ${name} is in the first line below.`
    element('token-note').textContent = note
    element('command').value = text
    element('copy-command').textContent = 'Copy the command'
  } catch (error) {
    const fault = element('people-fault')
    fault.hidden = false
    fault.textContent = `There is no token of ${name}: ${error.message}`
  }
}

/** @returns whether the browser allowed it: it does on this machine and over HTTPS, not on plain HTTP from elsewhere. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

element('copy-command').addEventListener('click', async () => {
  const done = await copy(element('command').value)
  element('copy-command').textContent = done ? 'Copied' : 'Select it above and copy it'
})

async function introducePeople() {
  try {
    const { items } = await ask('/local/users')
    element('people').replaceChildren(...items.map(rowOfPerson))
  } catch (error) {
    const fault = element('people-fault')
    fault.hidden = false
    fault.textContent = `The people of the plant could not be listed: ${error.message}`
  }
}

element('demo-command').textContent = `npm run demo -- --url ${location.origin}`
if (location.port !== '4000')
  element('demo-note').textContent =
    'Add --mqtt with the MQTT address that npm start has printed, unless it is mqtt://127.0.0.1:1883.'
introducePeople()
follow()
