import type { Resource } from '../resources.ts'

export type Properties = Readonly<Record<string, unknown>>
export type Find = (reference: string) => Resource | undefined

/** What AWS refuses although the template is well formed. */
export interface Limit {
  readonly type: string
  /** @returns what is wrong and what cures it; nothing where AWS takes it. */
  readonly broken: (properties: Properties, find: Find) => string | false | undefined
}

export const isQueue = (resource: Resource | undefined): resource is Resource => resource?.type === 'AWS::SQS::Queue'

export const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? ''))

/** The number as people read it: 1,209,600. */
export const told = (value: number): string => value.toLocaleString('en-US')

/**
 * The values at a path such as `Targets.*.RetryPolicy.MaximumRetryAttempts`, of every element of a list. Left out is what is not there, and what
 * CloudFormation computes: the properties of a resource that the local plant does not run are not evaluated.
 */
export function valuesAt(properties: unknown, path: string): (string | number)[] {
  const found = path.split('.').reduce<unknown[]>(
    (values, step) =>
      values.flatMap((value) => {
        if (step === '*') return Array.isArray(value) ? value : []
        return value !== null && typeof value === 'object' ? [(value as Properties)[step]] : []
      }),
    [properties],
  )
  return found.filter((value) => typeof value === 'string' || typeof value === 'number')
}

const each = (type: string, path: string, fault: (value: string | number) => string | false): Limit => ({
  type,
  broken: (properties) => {
    const [first] = valuesAt(properties, path).map(fault).filter(Boolean)
    return first
  },
})

export const within = (type: string, path: string, least: number, most: number): Limit =>
  each(
    type,
    path,
    (value) =>
      (Number(value) < least || Number(value) > most) &&
      `has the ${path} ${value}; AWS takes ${told(least)} to ${told(most)}.`,
  )

export const oneOf = (type: string, path: string, values: readonly number[]): Limit =>
  each(
    type,
    path,
    (value) => !values.includes(Number(value)) && `has the ${path} ${value}; AWS takes only ${values.join(', ')}.`,
  )

export const noLonger = (type: string, path: string, most: number): Limit =>
  each(
    type,
    path,
    (value) =>
      String(value).length > most && `has a ${path} of ${String(value).length} characters; AWS takes ${told(most)}.`,
  )

export const like = (type: string, path: string, pattern: RegExp, what: string): Limit =>
  each(type, path, (value) => !pattern.test(String(value)) && `has the ${path} ${value}; it has to be ${what}.`)

/** A text that CloudFormation puts together, with a short word for each part that it computes. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const [, parts] = ((value as { readonly 'Fn::Join'?: [string, unknown[]] })?.['Fn::Join'] ?? []) as [
    string,
    unknown[],
  ]
  return Array.isArray(parts) ? parts.map((part) => (typeof part === 'string' ? part : 'computed')).join('') : ''
}
