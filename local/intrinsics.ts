import { CannotStart } from './cannot-start.ts'

/** What the intrinsic functions of a template may refer to. */
export interface Scope {
  /** The place for the sentence of an error: `Plant/OrdersHttp`. */
  readonly place: string
  ref(name: string): unknown
  attribute(logicalId: string, name: string): unknown
  imported(name: string): unknown
  condition(name: string): boolean
}

/** `Ref: AWS::NoValue` removes the property that holds it. */
const nothing = Symbol('AWS::NoValue')

/**
 * A value of a template with every intrinsic function evaluated.
 * @throws CannotStart when it uses a function that the local plant does not know.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = evaluate(value, scope)
  return resolved === nothing ? undefined : resolved
}

/** A condition of the template's `Conditions` section, or one inside `Fn::If`. */
export function holds(condition: unknown, scope: Scope): boolean {
  const call = asCall(condition)
  if (call === undefined) throw new CannotStart(`${scope.place} has a condition that is no function call.`)
  const operands = Array.isArray(call.argument) ? call.argument : [call.argument]
  switch (call.name) {
    case 'Fn::Equals':
      return evaluate(operands[0], scope) === evaluate(operands[1], scope)
    case 'Fn::And':
      return operands.every((operand) => holds(operand, scope))
    case 'Fn::Or':
      return operands.some((operand) => holds(operand, scope))
    case 'Fn::Not':
      return !holds(operands[0], scope)
    case 'Condition':
      return scope.condition(String(call.argument))
    default:
      throw unknown(call.name, scope)
  }
}

function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== nothing)
  if (typeof value !== 'object' || value === null) return value
  const call = asCall(value)
  if (call !== undefined) return apply(call, scope)
  const entries = Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)] as const)
  return Object.fromEntries(entries.filter(([, item]) => item !== nothing))
}

interface Call {
  readonly name: string
  readonly argument: unknown
}

function asCall(value: unknown): Call | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value)
  const [first] = entries
  if (first === undefined || entries.length !== 1) return undefined
  const [name, argument] = first
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? { name, argument } : undefined
}

function apply({ name, argument }: Call, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? nothing : scope.ref(String(argument))
    case 'Fn::GetAtt': {
      const [logicalId, ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.')
      return scope.attribute(String(logicalId), attribute.join('.'))
    }
    case 'Fn::Join': {
      const [separator, parts] = list(argument, name, scope)
      return list(evaluate(parts, scope), name, scope).map(String).join(String(separator))
    }
    case 'Fn::Sub':
      return substitute(argument, scope)
    case 'Fn::Select': {
      const [index, items] = list(argument, name, scope)
      return list(evaluate(items, scope), name, scope)[Number(evaluate(index, scope))]
    }
    case 'Fn::Split': {
      const [separator, text] = list(argument, name, scope)
      return String(evaluate(text, scope)).split(String(separator))
    }
    case 'Fn::ImportValue':
      return scope.imported(String(evaluate(argument, scope)))
    case 'Fn::If': {
      const [condition, then, otherwise] = list(argument, name, scope)
      return evaluate(scope.condition(String(condition)) ? then : otherwise, scope)
    }
    // A property may itself be called `Condition`, as in an IAM statement.
    case 'Condition':
      return typeof argument === 'string' ? scope.condition(argument) : { Condition: evaluate(argument, scope) }
    default:
      throw unknown(name, scope)
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}]
  const values = new Map(Object.entries(evaluate(given ?? {}, scope) as object))
  return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`
    if (values.has(name)) return String(values.get(name))
    const [logicalId, ...attribute] = name.split('.')
    return String(attribute.length > 0 ? scope.attribute(String(logicalId), attribute.join('.')) : scope.ref(name))
  })
}

function list(value: unknown, name: string, scope: Scope): unknown[] {
  if (Array.isArray(value)) return value
  throw new CannotStart(`${scope.place} uses ${name} with something other than a list.`)
}

function unknown(name: string, scope: Scope): CannotStart {
  return new CannotStart(
    `${scope.place} uses ${name}, which the local plant cannot work out; add it to local/intrinsics.ts or say it otherwise in infra/.`,
  )
}
