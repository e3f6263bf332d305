import { acts } from '../acts/english.ts'
import type { Sentences } from '../sentence.ts'
import { actIn } from '../words.ts'
import { anyOf, counted } from './words.ts'

/** Where a fault is: the path of a field, such as `materials.0.lotId`. */
interface Field {
  readonly field: string
}

const quoted = (value: string) => JSON.stringify(value)

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

/** What HTTP and the schemas refuse before anything of the plant is asked. */
export const requests = {
  'idempotency-key-missing': () =>
    'Send an Idempotency-Key of 8 to 128 characters: a new one for each command, the same for its repetitions.',
  'invalid-request/idempotency-key': () => 'The Idempotency-Key must be 8 to 128 printable characters without spaces.',
  'invalid-request/if-match': () => 'If-Match must be the ETag of the version that you read.',
  'invalid-request/json': () => 'The body is not well-formed JSON.',
  'invalid-request/forbidden-name': (p: { name: string }) =>
    `The body has a field with the name ${p.name}; no field may have it. Leave it out.`,
  'invalid-request/half-character': (p: Field & { character: string }) =>
    `${p.field} has half of a character (${p.character}, a surrogate without its other half); send the whole character or leave it out.`,
  'invalid-request/control-character': (p: Field & { character: string }) =>
    `${p.field} has the control character ${p.character}, which no record can show; leave it out.`,
  'idempotency-key-reused': () =>
    'This Idempotency-Key came with another request before; use a new key for a new command.',
  unauthorized: () => 'The request has no token of this site; sign in and send it.',
  'unauthorized/no-person': (p: { claim: string }) =>
    `The token does not say in its claim ${p.claim} whose it is; the issuer of the site has to add that to its access tokens.`,
  'unauthorized/not-access': () =>
    'The token is no access token; send the access token of the sign-in, not its ID token.',
  'unauthorized/ids': () =>
    'The token has an id (sub, jti or origin_jti) that is longer than 255 characters or has others than those of ASCII.',
  'unsupported-media-type': () => 'The body has to be application/json.',
  'internal-fault': () =>
    'Andon failed on its side; nothing was changed. Send the same request again, with the same Idempotency-Key.',
  busy: () => 'Too many write to the same thing at once; nothing was changed. Send the same request again.',
  'forbidden/device-result': (p: { person: string; item: string; roles: readonly string[] }) =>
    `A device measured ${p.item}; ${p.person} may not correct its value. It takes the role ${anyOf(p.roles)}.`,
  'forbidden/step-over': (p: { person: string; stepId: string; roles: readonly string[] }) =>
    `Step ${p.stepId} is over; ${p.person} may not correct its record any more. It takes the role ${anyOf(p.roles)}.`,
  forbidden: (p: { person: string; operation: string; roles: readonly string[] }) =>
    `${p.person} may not ${Object.hasOwn(acts, p.operation) ? actIn(acts, p.operation) : `call ${p.operation}`}; it takes ${p.roles.length > 0 ? `the role ${anyOf(p.roles)}` : 'any role of the site'}.`,
  'method-not-allowed': (p: { method: string; path: string; allowed: readonly string[] }) =>
    `${p.path} has no ${p.method}; it takes ${anyOf(p.allowed)}.`,
  'not-found/operation': (p: { path: string }) => `There is no operation at ${p.path}.`,
  'not-found/never-told': (p: { lotId: string; site: string }) =>
    `No site has told of anything that went into lot ${p.lotId} of site ${p.site} or came of it. Ask the site itself whether it has the lot.`,
  'not-found/problem': (p: { code: string }) => `There is no problem called ${p.code}. /problems lists them all.`,
  'idempotency-key-reused/message': () =>
    'This Idempotency-Key came with another message before; use a new key for a new message.',
  'unsupported-media-type/b2mml': () => 'B2MML is read as application/xml or application/json.',
  'payload-too-large': (p: { bytes: number; most: number }) =>
    `The body has ${p.bytes} bytes; this operation reads ${p.most} at most.`,
  'too-much-at-once': (p: { items: number; atMost: number; fewer: number }) =>
    `This would change ${p.items} records at once, and ${p.atMost} fit; name ${p.fewer} fewer units, lots or components, and the others in another request.`,
  'too-much-at-once/size': () =>
    'What this would record is larger than one record may be; say less, or say it in several requests.',
  'answer-too-large/pages': (p: { operation: string }) =>
    `${p.operation} has more to answer than the 6 MB of one response; ask for less with limit and go on with cursor.`,
  'answer-too-large/unpacked': (p: { operation: string }) =>
    `${p.operation} has more to answer than the 6 MB of one response; send Accept-Encoding: gzip.`,
  'answer-too-large/unpacked-pages': (p: { operation: string }) =>
    `${p.operation} has more to answer than the 6 MB of one response; send Accept-Encoding: gzip, or ask for less with limit and go on with cursor.`,
  'answer-too-large': (p: { operation: string }) => `${p.operation} has more to answer than the 6 MB of one response.`,

  'invalid-request/kind': (p: Field & { kind: string }) => `${p.field} must be ${kinds[p.kind] ?? p.kind}.`,
  'invalid-request/identifier': (p: Field) =>
    `${p.field} must be 1 to 64 letters, digits, dots, underscores or hyphens, and start with a letter or digit.`,
  'invalid-request/lot-id': (p: Field) =>
    `${p.field} must be 1 to 64 letters, digits, dots, underscores or hyphens and start with a letter or digit, or what a GS1 label may print as a lot: 1 to 20 letters, digits and !"%&'()*+,-./:;<=>?_.`,
  'invalid-request/sparkplug-name': (p: Field) =>
    `${p.field} must be 1 to 64 characters of a Sparkplug name, without / + # * ? $, quotation marks or a backslash.`,
  'invalid-request/sparkplug-edge-node': (p: Field) =>
    `${p.field} must be the name of the thing of the edge node: 1 to 64 letters, digits, colons, underscores or hyphens.`,
  'invalid-request/link': (p: Field) =>
    `${p.field} must be a link that begins with https:// and has no user name, such as https://docs.example.com/coa/4711.pdf.`,
  'invalid-request/reserved-id': (p: Field) =>
    `${p.field} is a word with a meaning of its own in topics or paths; choose another id.`,
  'invalid-request/id-of-plant': (p: Field) =>
    `${p.field} begins like the ids that the plant makes itself; choose another id, or leave it out.`,
  'invalid-request/reserved-word': (p: Field) =>
    `${p.field} is a word of the language that Andon is written in; choose another.`,
  'invalid-request/site-id': (p: Field) =>
    `${p.field} must be 2 to 32 lower-case letters, digits or hyphens, and start with a letter.`,
  'invalid-request/instant': (p: Field) =>
    `${p.field} must be an RFC 3339 time in UTC, such as 2026-03-01T08:00:00.000Z.`,
  'invalid-request/until': (p: Field) =>
    `${p.field} must be an RFC 3339 time in UTC, such as 2026-03-01T08:00:00.000Z, or a date, such as 2026-03-01, which ends with its day.`,
  'invalid-request/fact-id': (p: Field) => `${p.field} must be the factId that the command to correct answered.`,
  'invalid-request/decimal': (p: Field) => `${p.field} must be a plain decimal in a string, such as "12.500".`,
  'invalid-request/signed-decimal': (p: Field) => `${p.field} must be a plain decimal in a string, such as "-4.5".`,
  'invalid-request/decimal-below-million': (p: Field) =>
    `${p.field} must be a plain decimal below a million in a string, such as "1.5".`,
  'invalid-request/time-unit': (p: Field) => `${p.field} must be a unit of time: s, min, h or d.`,
  'invalid-request/unit': (p: Field) => `${p.field} must be a UCUM unit that this plant uses, such as "kg".`,
  'invalid-request/unit-unknown': (p: Field & { symbol: string }) =>
    `${p.field} names ${quoted(p.symbol)}, which is no unit of UCUM known here; units are case-sensitive, such as kg, mL, [psi], g/L, 1/min or {each}.`,
  'invalid-request/unit-unreadable': (p: Field & { position: number }) =>
    `${p.field} is no unit of UCUM from character ${p.position} on; write a unit such as kg, mL, [psi], g/L, 1/min or {each}.`,
  'invalid-request/unit-alone': (p: Field & { symbol: string }) =>
    `${p.field} has ${p.symbol} beside other units or with a prefix or power; a temperature scale stands alone. A difference or a rate is in K.`,
  'invalid-request/density-unit': (p: Field) => `${p.field} must be a mass by volume, such as kg/L or g/mL.`,
  'invalid-request/temperature-unit': (p: Field) => `${p.field} must be a unit of temperature, such as Cel.`,
  'invalid-request/more-than-zero': (p: Field) => `${p.field} must be more than zero.`,
  'invalid-request/potency': (p: Field) => `${p.field} must be more than zero and at most 200.`,
  'invalid-request/scale-unit': (p: Field) =>
    `${p.field} must be in one unit throughout, the one that the scale shows.`,
  'invalid-request/method-needs': (p: Field & { method: string }) =>
    `${p.field} is missing; the method ${p.method} needs it.`,
  'invalid-request/method-ignores': (p: Field & { method: string }) =>
    `${p.field} is not read by the method ${p.method}; leave it out.`,
  'invalid-request/only-remaining-quantity': (p: Field) =>
    `${p.field} must be left out unless the change takes effect at the remaining quantity.`,
  'invalid-request/recipe-too-large': (p: Field & { bytes: number }) =>
    `${p.field} must come to ${p.bytes} bytes at most, with all that it leaves to its defaults.`,
  'invalid-request/narrows-kinds': (p: Field & { kinds: string }) =>
    `${p.field} narrows only what is due by ${p.kinds}; leave it out.`,
  'invalid-request/this-or': (p: Field & { other: string }) => `Give ${p.field} or ${p.other}.`,
  'invalid-request/one-place': (_: Field) => 'Give before, after or priority, and only one of them.',
  'invalid-request/loose-or-sublot': (p: Field) =>
    `${p.field} is what lies in no sublot; give it or sublotId, not both.`,
  'invalid-request/needs-lot': (p: Field) => `${p.field} is of a lot; give its lotId too.`,
  'invalid-request/line-of-by-product': (p: Field) =>
    `${p.field} is for a by-product, a co-product or scrap; leave it out for the product.`,
  'invalid-request/scrap-only': (p: Field) => `${p.field} is for scrap only; leave it out.`,
  'invalid-request/product-only': (p: Field) => `${p.field} are of the product, produced or scrapped; leave them out.`,
  'invalid-request/range-unlike': (p: Field) =>
    `${p.field} must differ from the first number of its range only in the last digits, and have as many of them.`,
  'invalid-request/range-backwards': (p: Field) => `${p.field} must not come before the first number of its range.`,
  'invalid-request/too-many-serials': (p: Field & { most: number }) =>
    `${p.field} must name at most ${p.most} numbers, with those of its ranges.`,
  'invalid-request/consumption-or-production': (_: Field) => 'Give either a consumptionId or a productionId.',
  'invalid-request/out-of-unit': (p: Field) =>
    `${p.field} names the unit that a consumption is taken out of; give consumptionId and the running step as stepId.`,
  'invalid-request/consumption-only': (p: Field) => `${p.field} is for a consumption only; leave it out.`,
  'invalid-request/production-only': (p: Field) => `${p.field} are for a production only; leave them out.`,
  'invalid-request/parameter-or-check': (_: Field) => 'Give either a parameterId or a checkId.',
  'invalid-request/order-of-work': (p: Field) => `${p.field} is missing; name the order that the work is for.`,
  'invalid-request/order-of-step': (p: Field) => `${p.field} is missing; name the order that the step belongs to.`,
  'invalid-request/corrects-nothing': (_: Field) => 'The correction changes nothing; give from, to or work.',
  'invalid-request/fraction': (p: Field) => `${p.field} must be a decimal from 0 to 1, such as "0.85".`,
  'invalid-request/state-id': (p: Field) =>
    `${p.field} must be the id of a state, such as "20270328T010000.000Z", as GET .../states shows it.`,
  'invalid-request/stop-reason-twice': (p: Field & { reasonId: string }) =>
    `The reason ${p.reasonId} is in the list twice. Each reason has an id of its own.`,
  'invalid-request/stop-reason-parent': (p: Field & { parentId: string }) =>
    `The list has no reason ${p.parentId}. Add it, or leave ${p.field} out.`,
  'invalid-request/stop-reason-circle': (p: Field & { reasonId: string }) =>
    `The reason ${p.reasonId} is above itself. Let one reason of the circle have no parent.`,
  'invalid-request/stop-reason-kind': (p: Field & { reasonId: string }) =>
    `The reason ${p.reasonId} has no kind, and none above it has. Give planned, changeover, failure or unplanned.`,
  'invalid-request/wall-time': (p: Field) => `${p.field} must be a time of day, such as "06:00".`,
  'invalid-request/date': (p: Field) => `${p.field} must be a date, such as "2027-05-01".`,
  'invalid-request/icalendar-line': (p: { line: number }) =>
    `Line ${p.line} is not a line of iCalendar, such as SUMMARY:Labour Day.`,
  'invalid-request/icalendar-structure': (p: { line: number }) =>
    `The file is not one VCALENDAR whose parts begin and end one in another; see line ${p.line}.`,
  'invalid-request/icalendar-missing': (p: { line: number; property: string }) =>
    `The event on line ${p.line} has no ${p.property}.`,
  'invalid-request/icalendar-not-a-date': (p: { line: number; property: string }) =>
    `${p.property} on line ${p.line} is not a date, such as 20270501; only events of whole days are days of a calendar.`,
  'invalid-request/icalendar-recurrence': (p: { line: number; property: string }) =>
    `${p.property} on line ${p.line} names further dates; only RRULE:FREQ=YEARLY, by the date of the event, is taken. Write the other dates as events of their own.`,
  'invalid-request/icalendar-value': (p: { line: number; property: string }) =>
    `The value of ${p.property} on line ${p.line} is too long, or not of its form.`,
  'invalid-request/icalendar-twice': (p: { line: number; uid: string }) =>
    `The event on line ${p.line} has the UID of another one: ${p.uid}.`,
  'invalid-request/too-many-days': (p: { equipmentId: string; most: number }) =>
    `${p.equipmentId} would have more than ${p.most} days; cancel past ones first.`,
  'unsupported-media-type/icalendar': () => 'Days are read as text/calendar.',
  'invalid-request/last-date': (p: Field & { first: string }) =>
    `${p.field} must not be earlier than ${p.first}, nor more than 365 days later for days of a calendar.`,
  'invalid-request/ids-once': (p: Field & { id: string }) => `${p.field} must name each ${p.id} once.`,
  'invalid-request/unit-as': (p: Field & { other: string }) => `${p.field} must be the unit of ${p.other}.`,
  'invalid-request/points-of-calibration': (p: Field) =>
    `${p.field} are what a calibration measures; a plan of that kind has them, and no other.`,
  'invalid-request/days-once': (p: Field) =>
    `${p.field} must name each uid once, and without a uid each first date once.`,
  'invalid-request/each-once': (p: Field) => `${p.field} must name each unit and each container once.`,
  'invalid-request/units-and-containers': (p: Field & { most: number }) =>
    `${p.field} must be ${p.most} at most, with the containers.`,
  'invalid-request/nothing-named': (p: Field) => `${p.field} must name something, or containers must.`,
  'invalid-request/later-than': (p: Field & { earlier: string }) => `${p.field} must be later than ${p.earlier}.`,
  'invalid-request/within-days': (p: Field & { days: number; other: string }) =>
    `${p.field} must not be more than ${p.days} days before ${p.other}.`,
  'invalid-request/whole-number': (p: Field & { least: number; most: number }) =>
    `${p.field} must be a whole number from ${p.least} to ${p.most}.`,
  'invalid-request/cursor': (p: Field) =>
    `${p.field} is not the nextCursor of this list with these filters; begin again without ${p.field}.`,
  'invalid-request/subject': (p: Field) => `${p.field} must be a type and an id, such as order:258456.`,
  'invalid-request/missing': (p: Field) => `${p.field} is missing.`,
  'invalid-request/unknown-field': (p: Field) => `${p.field} is not known here; leave it out.`,
  'invalid-request/not-one-of': (p: Field & { of: readonly string[] }) => `${p.field} must be ${anyOf(p.of)}.`,
  'invalid-request/too-short': (p: Field & { least: number }) =>
    `${p.field} must have at least ${counted(p.least, 'character', 'characters')}.`,
  'invalid-request/too-long': (p: Field & { most: number }) =>
    `${p.field} must have at most ${counted(p.most, 'character', 'characters')}.`,
  'invalid-request/too-few': (p: Field & { least: number }) => `${p.field} must name at least ${p.least}.`,
  'invalid-request/too-many': (p: Field & { most: number }) => `${p.field} must name at most ${p.most}.`,
  'invalid-request/too-low': (p: Field & { least: number }) => `${p.field} must be at least ${p.least}.`,
  'invalid-request/too-high': (p: Field & { most: number }) => `${p.field} must be at most ${p.most}.`,
  'invalid-request/format': (p: Field) => `${p.field} is not written as this field asks for; see the API reference.`,
} as const satisfies Sentences
