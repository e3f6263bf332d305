import type { Answer } from './client.ts'

/** Thrown where the plant did something else than the story expects; its message is for the reader. */
export class Unexpected extends Error {}

let expectations = 0
export const expectationsMet = (): number => expectations

export const chapter = (title: string): void => console.log(`\n${title}`)
export const tell = (sentence: string): void => console.log(`  ${sentence}`)

export function expect(holds: boolean, what: string, found?: unknown): void {
  if (!holds) throw new Unexpected(`${what}${found === undefined ? '' : `; found ${JSON.stringify(found)}`}`)
  expectations += 1
}

/** The command was accepted. */
export function done(answer: Answer, sentence: string): Answer {
  expect(answer.status === 200 || answer.status === 201, `Expected that this is accepted: ${sentence}`, {
    status: answer.status,
    body: answer.body ?? answer.text,
  })
  tell(sentence)
  return answer
}

/** The command was refused with exactly these codes, in any order; each reason is told. */
export function refused(answer: Answer, sentence: string, ...codes: readonly string[]): Answer {
  const found: { code: string; detail: string }[] = answer.body?.violations ?? []
  const foundCodes = [...new Set(found.map((it) => it.code))].sort()
  const expected = [...new Set(codes)].sort()
  expect(
    answer.status === 409 && foundCodes.join() === expected.join(),
    `Expected a refusal with ${expected.join(', ')}: ${sentence}`,
    { status: answer.status, body: answer.body },
  )
  tell(`✗ ${sentence} Refused:`)
  for (const { detail } of found) console.log(`      - ${detail}`)
  return answer
}
