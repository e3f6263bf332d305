import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { enterprise } from '../enterprise.ts'
import { sites } from '../sites/index.ts'
import { enterpriseName, type Site } from '../sites/site.ts'
import { Mistake } from './mistake.ts'

/** The user pool of a site, as its stack tells. */
export interface Pool {
  readonly site: string
  readonly cognito: CognitoIdentityProviderClient
  readonly poolId: string
  readonly clientId: string
  readonly enrolmentClient: string
  readonly signInUrl: string
  /** Where a sign-in is sent back to. */
  readonly signedInUrl: string
}

/** What the command needs to know of a site, or of the enterprise. */
export type Place = Pick<Site, 'site' | 'region' | 'oidcIssuer'>

const all: readonly Place[] = [...sites, ...(enterprise ? [{ ...enterprise, site: enterpriseName(enterprise) }] : [])]

/** @throws Mistake for a site that there is not, and where one of several has to be named. */
export function placeOf(name: string | undefined, places: readonly Place[] = all): Place {
  const names = places.map(({ site }) => site).join(', ')
  const [first, second] = places
  if (name === undefined && first !== undefined && second === undefined) return first
  if (name === undefined) throw new Mistake(`Of which site? Name one: --site, of ${names}.`)
  const found = places.find(({ site }) => site === name)
  if (found === undefined) throw new Mistake(`There is no site "${name}" in infra/sites; there are ${names}.`)
  return found
}

/** @throws Mistake where the stack of the people is not deployed, or its people are in the company's own issuer. */
export async function openPool(place: Place): Promise<Pool> {
  const { site, region, oidcIssuer } = place
  if (oidcIssuer !== undefined)
    throw new Mistake(`The people of ${site} sign in at ${oidcIssuer.issuer}: make and change their accounts there.`)
  const output = await outputsIn(place, 'State')
  const named = await outputsIn(place, 'Front')
  return {
    site,
    cognito: new CognitoIdentityProviderClient({ region }),
    poolId: output('IdentityPoolId'),
    clientId: named('IdentityClientId'),
    enrolmentClient: output('EnrolmentClient'),
    signInUrl: output('SignInUrl'),
    signedInUrl: named('SignedInUrl'),
  }
}

/** The outputs of a stack of the place, by name. */
async function outputsIn({ site, region }: Place, stack: 'State' | 'Front'): Promise<(name: string) => string> {
  const StackName = `Andon-${site}-${stack}`
  const outputs = await outputsOf(StackName, region)
  return (name) => {
    const value = outputs.get(name)
    if (value === undefined)
      throw new Mistake(
        `${StackName} has no output ${name}: deploy this version of it first, npx cdk deploy 'Andon-${site}/*'.`,
      )
    return value
  }
}

async function outputsOf(StackName: string, region: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { Stacks = [] } = await new CloudFormationClient({ region }).send(new DescribeStacksCommand({ StackName }))
    return new Map((Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      throw new Mistake(
        `There is no stack ${StackName} in ${region} of this account. Deploy it, or use credentials of the account that has it.`,
      )
    throw error
  }
}
