import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { StackFile } from './assembly.ts'
import type { Processes } from './processes.ts'

interface Finding {
  readonly Filename: string
  readonly Message: string
  readonly Location: { readonly Path?: readonly (string | number)[] }
  readonly Rule: { readonly Id: string }
}

interface Acknowledged {
  readonly rule: string
  readonly message: RegExp
  readonly why: string
}

/** Findings that stay. Each has a reason; one that no template has any more is a fault, too. */
export const acknowledged: readonly Acknowledged[] = [
  {
    rule: 'W3005',
    message:
      /^'\w+Role\w+' dependency already enforced by a 'GetAtt' at 'Resources\/\w+\/Properties\/(Role|RoleArn|TopicRulePayload.*)'$/,
    why: 'The CDK lets a resource wait for a role together with its policies; the name of the role is one too many, and does no harm.',
  },
]

/** The sentences for the reader: findings without a reason, and reasons without a finding. */
export function faultsIn(findings: readonly Finding[], reasons = acknowledged): string[] {
  const isFor = ({ Rule, Message }: Finding, { rule, message }: Acknowledged) =>
    Rule.Id === rule && message.test(Message)
  const open = findings.filter((finding) => !reasons.some((reason) => isFor(finding, reason)))
  const idle = reasons.filter((reason) => !findings.some((finding) => isFor(finding, reason)))
  return [
    ...open.map(
      ({ Filename, Rule, Message, Location }) =>
        `${basename(Filename)} ${(Location.Path ?? []).join('/')}: ${Rule.Id} ${Message}`,
    ),
    ...idle.map(({ rule }) => `${rule} is acknowledged in test/deploy/lint.ts and not found any more: take it out.`),
  ]
}

/** Runs cfn-lint over every template, for the region that the template is deployed to. */
export async function lint(
  processes: Processes,
  bin: string,
  folder: string,
  stacks: readonly StackFile[],
): Promise<string[]> {
  const findings = await Promise.all(
    [...Map.groupBy(stacks, ({ region }) => region)].map(async ([region, of]) => {
      const [log, found] = [join(folder, 'cfn-lint.log'), join(folder, `cfn-lint-${region}.json`)]
      const how = ['--format', 'json', '--output-file', found, '--regions', region]
      const code = await processes.run({
        command: join(bin, 'cfn-lint'),
        args: [...how, '--template', ...of.map(({ file }) => file)],
        log,
      })
      if (!existsSync(found)) throw new Error(`cfn-lint broke off with ${code}: ${readFileSync(log, 'utf8')}`)
      return findingsIn(readFileSync(found, 'utf8'))
    }),
  )
  return faultsIn(findings.flat())
}

/** @throws with what cfn-lint says where it is no list of findings. */
function findingsIn(text: string): Finding[] {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`cfn-lint broke off: ${text}`)
  }
}
