import { evaluate, type ObjectNode, parse, type ValueNode } from '@humanwhocodes/momoa'
import type { Content, Entry, Spot } from './written.ts'

/** A JSON file with one definition, or with a list of them. */
export function readJson(file: string, text: string): Content {
  try {
    const { body } = parse(text, { mode: 'json' })
    const nodes = body.type === 'Array' ? body.elements.map(({ value }) => value) : [body]
    const entries = nodes.map((node): Entry => ({ value: evaluate(node), spotOf: (path) => spotOf(file, node, path) }))
    return { entries, faults: [...nodes.flatMap((node) => twiceIn(file, node))] }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const line = 'line' in error && typeof error.line === 'number' ? error.line : 1
    return { entries: [], faults: [{ file, line, detail: `This is no JSON: ${error.message}` }] }
  }
}

function spotOf(file: string, node: ValueNode, path: readonly PropertyKey[]): Spot {
  const [first, ...rest] = path
  const inner =
    first === undefined
      ? undefined
      : node.type === 'Array'
        ? node.elements[Number(first)]?.value
        : node.type === 'Object'
          ? memberOf(node, String(first))?.value
          : undefined
  return inner ? spotOf(file, inner, rest) : { file, line: node.loc.start.line }
}

const memberOf = ({ members }: ObjectNode, name: string) => members.find((it) => nameOf(it) === name)
const nameOf = ({ name }: ObjectNode['members'][number]): string => (name.type === 'String' ? name.value : name.name)

/** JSON lets a name stand twice in an object, and then only the last one counts; a person means neither. */
function twiceIn(file: string, node: ValueNode): Content['faults'] {
  if (node.type === 'Array') return node.elements.flatMap(({ value }) => twiceIn(file, value))
  if (node.type !== 'Object') return []
  const names = node.members.map(nameOf)
  return node.members.flatMap((member, index) => [
    ...(names.indexOf(nameOf(member)) < index
      ? [{ file, line: member.loc.start.line, detail: `"${nameOf(member)}" stands here a second time.` }]
      : []),
    ...twiceIn(file, member.value),
  ])
}
