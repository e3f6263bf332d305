import mqtt from '/vendor/mqtt.js'

/** Watches and may do nothing else: the page shows a weight, and weighs nothing. */
const watcher = 'vera'
const secondsBetweenTries = 3

const element = (id) => document.getElementById(id)
const fields = ['order', 'step', 'line', 'lot', 'scale', 'tare']
const given = () => Object.fromEntries(fields.map((field) => [field, element(field).value.trim()]))

async function ask(path, token, body) {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  const response = await fetch(path, body ? { method: 'POST', body: JSON.stringify(body) } : { headers })
  const answer = await response.json()
  if (response.ok) return answer
  throw new Error((answer.violations ?? []).map(({ detail }) => detail).join(' ') || answer.title || answer.message)
}
const signIn = async () => (await ask('/local/token', undefined, { user: watcher })).access_token

/** Decimals are counted in millionths, so that a border is never missed by a float. */
function millionths(decimal) {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? []
  if (whole === undefined) throw new Error(`${decimal} is no weight.`)
  const value = BigInt(whole + part.slice(0, 6).padEnd(6, '0'))
  return sign ? -value : value
}
function spelled(value) {
  const digits = `${value < 0n ? -value : value}`.padStart(7, '0')
  const part = digits.slice(-6).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -6)}${part ? `.${part}` : ''}`
}

/** What is shown: the line and the scale as the plant has told them, and the weight as the scale tells it. */
const now = { line: undefined, weight: undefined, stop: () => undefined }

function show() {
  const { line, weight } = now
  const target = line?.target
  element('shown').textContent = weight ? `${weight.value} ${weight.unit ?? ''}` : '–'
  element('shown').dataset.moving = String(weight?.stable === false)
  element('band').toggleAttribute('hidden', !target)
  if (!target) return
  const [low, aim, high] = [target.low, target.target, target.high].map(({ value }) => millionths(value))
  const x = (value) => Number((value * 800n) / (high === 0n ? 1n : high))
  const place = (value) => Math.max(0, Math.min(1000, x(value)))
  element('within').setAttribute('x', String(x(low)))
  element('within').setAttribute('width', String(Math.max(2, x(high) - x(low))))
  element('target').setAttribute('transform', `translate(${x(aim)} 0)`)
  for (const [id, value, anchor] of [
    ['low', low, 'end'],
    ['high', high, 'start'],
  ]) {
    element(id).textContent = spelled(value)
    element(id).setAttribute('x', String(x(value)))
    element(id).setAttribute('text-anchor', anchor)
  }
  judge(low, high, place)
}

function judge(low, high, place) {
  const { weight, line } = now
  const verdict = element('verdict')
  const unit = line.target.target.unit
  if (!weight) return say('', `Nothing has been heard from ${given().scale} yet.`)
  if ((weight.unit ?? unit) !== unit) return say('', `The scale says ${weight.unit}; the line is weighed in ${unit}.`)
  const net = millionths(weight.value) - millionths(given().tare || '0')
  element('pointer').setAttribute('transform', `translate(${place(net)} 0)`)
  if (net < low) return say('under', `${spelled(low - net)} ${unit} more at least`)
  if (net > high) return say('over', `${spelled(net - high)} ${unit} too much`)
  say('within', weight.stable === false ? 'Within; let it come to rest' : 'Within')

  function say(state, text) {
    verdict.dataset.state = state
    verdict.textContent = text
  }
}

async function refresh() {
  const { order, step, line, lot, scale, tare } = given()
  const query = new URLSearchParams({ lineId: line, lotId: lot, equipmentId: scale, ...(tare && { tare }) })
  const path = `/v1/orders/${encodeURIComponent(order)}/steps/${encodeURIComponent(step)}/dispensing?${query}`
  const answer = await ask(path, await signIn())
  now.line = answer.items[0]
  const { display, violations = [] } = answer.scale ?? {}
  now.weight ??= display && { ...display, stable: true }
  const reasons = [...violations, ...(now.line?.violations ?? [])].map(({ detail }) => detail)
  element('reasons').replaceChildren(
    ...[...new Set(reasons)].map((detail) => {
      const item = document.createElement('li')
      item.textContent = detail
      return item
    }),
  )
  show()
}

/** Follows the scale until another one is asked for. */
async function follow(scale) {
  let ended = false
  let client
  now.stop = () => {
    ended = true
    client?.end(true)
  }
  const { site } = await ask('/v1/health')
  while (!ended) {
    try {
      const password = await signIn()
      const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`
      const clientId = `live/${watcher}/scale-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`
      client = mqtt.connect(url, { clientId, username: watcher, password, reconnectPeriod: 0, timerVariant: 'native' })
      const topics = [`andon/${site}/live/${scale}/weight`, `andon/${site}/live/facts`]
      // Asked for when what changes is heard, so that nothing falls in between.
      client.on('connect', () => client.subscribe(topics, (error) => !error && refresh().catch(tell)))
      client.on('message', (topic, payload) => heard(topic, JSON.parse(payload.toString()), scale))
      await new Promise((resolve) => client.on('close', resolve))
    } catch {
      // Whatever the reason is, it is cured by the plant being there again.
    }
    if (ended) return
    element('verdict').dataset.state = ''
    element('verdict').textContent = 'The plant does not answer; trying again…'
    await new Promise((resolve) => setTimeout(resolve, secondsBetweenTries * 1000))
  }
}

function heard(topic, message, scale) {
  if (topic.endsWith(`/${scale}/weight`)) {
    now.weight = message
    show()
    return
  }
  // What was weighed, checked or released changes what is left to weigh, and whether it may be.
  const concerns = ({ subject }) => subject.id === given().order || subject.id === scale
  if (message.some(concerns)) refresh().catch(tell)
}

function tell(error) {
  element('verdict').dataset.state = 'over'
  element('verdict').textContent = error.message
}

element('which').addEventListener('submit', (event) => {
  event.preventDefault()
  now.stop()
  Object.assign(now, { line: undefined, weight: undefined })
  history.replaceState(undefined, '', `?${new URLSearchParams(given())}`)
  follow(given().scale).catch(tell)
})

const asked = new URLSearchParams(location.search)
for (const field of fields) element(field).value = asked.get(field) ?? ''
if (fields.slice(0, 5).every((field) => asked.get(field))) element('which').requestSubmit()
