import { CannotStart } from '../cannot-start.ts'

interface Raw {
  readonly Type: string
  readonly DependsOn?: string | readonly string[]
  readonly Properties?: Readonly<Record<string, unknown>>
}

type Resources = Readonly<Record<string, Raw>>

/**
 * CloudFormation makes what a resource refers to before the resource, and the rest in any order.
 * @throws CannotStart when resources wait for each other, or when one is made before the rights that AWS tests as it makes it.
 */
export function demandOrder(stack: string, resources: Resources): void {
  const needs = new Map(Object.entries(resources).map(([id, raw]) => [id, neededBy(raw, resources)]))
  const circle = circleIn(needs)
  if (circle)
    throw new CannotStart(`AWS would not deploy the stack ${stack}: ${circle.join(' -> ')} wait for each other.`)
  const faults = Object.entries(resources).flatMap(([id, raw]) => {
    const before = allBefore(id, needs)
    return testedRoles(raw, resources).flatMap((role) =>
      policiesOf(role, resources)
        .filter((policy) => !before.has(policy))
        .map(
          (policy) =>
            `${stack}/${id} (${raw.Type}) may be made before ${policy}; AWS tests the rights of ${role} then.`,
        ),
    )
  })
  if (faults.length > 0) throw new CannotStart(`AWS would not deploy this:\n${faults.join('\n')}`)
}

function neededBy({ DependsOn = [], Properties }: Raw, resources: Resources): string[] {
  return [...new Set([...[DependsOn].flat(), ...references(Properties)])].filter((id) => resources[id] !== undefined)
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner]
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? '']
    const named =
      key === 'Fn::Sub' ? [...String([inner].flat()[0]).matchAll(/\$\{(\w+)[.}]/g)].map(([, id]) => id ?? '') : []
    return [...named, ...references(inner)]
  })
}

function circleIn(needs: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const visit = (id: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id]
    if (done.has(id)) return undefined
    for (const next of needs.get(id) ?? []) {
      const circle = visit(next, [...way, id])
      if (circle) return circle
    }
    done.add(id)
    return undefined
  }
  for (const id of needs.keys()) {
    const circle = visit(id, [])
    if (circle) return circle
  }
  return undefined
}

function allBefore(id: string, needs: ReadonlyMap<string, readonly string[]>): Set<string> {
  const before = new Set<string>()
  const visit = (of: string) => {
    for (const next of needs.get(of) ?? []) {
      if (before.has(next)) continue
      before.add(next)
      visit(next)
    }
  }
  visit(id)
  return before
}

/**
 * Roles whose rights AWS tests when it makes the resource: AWS IoT that its rule may send, Lambda that the function may read what it is mapped to, Step
 * Functions that the workflow may keep its log.
 */
function testedRoles({ Type, Properties = {} }: Raw, resources: Resources): string[] {
  if (Type === 'AWS::IoT::TopicRule' || Type === 'AWS::StepFunctions::StateMachine')
    return references(Properties).filter((id) => resources[id]?.Type === 'AWS::IAM::Role')
  if (Type !== 'AWS::Lambda::EventSourceMapping') return []
  return references(Properties.FunctionName).flatMap((id) => references(resources[id]?.Properties?.Role))
}

function policiesOf(role: string, resources: Resources): string[] {
  return Object.entries(resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Policy' && references(Properties?.Roles).includes(role))
    .map(([id]) => id)
}
