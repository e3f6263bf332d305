import type { Violation } from '../../events/refusals.ts'
import type { Answer } from '../../shared/client/client.ts'

/** Thrown when the plant does something else than the story expects; its message is for the reader. */
export class Unexpected extends Error {}

let expectations = 0
export const expectationsMet = (): number => expectations

export const chapter = (title: string): void => console.log(`\n${title}`)
export const tell = (sentence: string): void => console.log(`  ${sentence}`)

export function expect(holds: boolean, what: string, found?: unknown): asserts holds {
  if (!holds) throw new Unexpected(`${what}${found === undefined ? '' : `; found ${JSON.stringify(found)}`}`)
  expectations += 1
}

/** The body of the plant's answer to a question. */
export function read<Body>(answer: Answer<Body>): Body {
  if (!answer.ok) throw new Unexpected(`Expected an answer; found ${answer.status} ${answer.text}`)
  return answer.body
}

export function done<Body>(answer: Answer<Body>, sentence: string): Body {
  if (!answer.ok)
    throw new Unexpected(`Expected that this is accepted: ${sentence}; found ${answer.status} ${answer.text}`)
  expectations += 1
  tell(sentence)
  return answer.body
}

/** Asserts that the command was refused with exactly these codes, in any order, and prints each reason. */
export function refused(answer: Answer, sentence: string, ...codes: readonly Violation['code'][]): void {
  const found = answer.problem?.violations ?? []
  const foundCodes = [...new Set(found.map((it) => it.code))].sort()
  const expected = [...new Set(codes)].sort()
  expect(
    answer.status === 409 && foundCodes.join() === expected.join(),
    `Expected a refusal with ${expected.join(', ')}: ${sentence}`,
    { status: answer.status, text: answer.text },
  )
  tell(`✗ ${sentence} Refused:`)
  for (const { detail } of found) console.log(`      - ${detail}`)
}
