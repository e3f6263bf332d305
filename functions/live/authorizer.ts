import { tokenVerifier } from '../../shared/http/sign-in-token.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'
import { digest } from '../../shared/usecases/commit/chain.ts'

const site = environment(variable.site)
const issuer = tokenIssuer()
/** A terminal looks without a person at it, too. */
const verify = tokenVerifier(issuer, [issuer.audience, ...(issuer.terminalClient ? [issuer.terminalClient] : [])])

/** The fields that are used of IoT Core's request to a custom authorizer: the MQTT password is the person's access token. */
interface Connection {
  readonly protocolData?: { readonly mqtt?: { readonly password?: string; readonly clientId?: string } }
}

/** An access token is valid for an hour. The connection that it opened is authorised again every five minutes. */
const disconnectAfterInSeconds = 3600
const refreshAfterInSeconds = 300

/** What the screen adds to the client id, new for each connection. */
const ownPart = /^[A-Za-z0-9-]{8,48}$/

/**
 * Lets a person of the site read the live topics, and nothing else: commands go over HTTP, where each is checked.
 *
 * A second connection with one client id ends the first. So the client id of a person is `live/<person>/<own part>`: no thing can have it, because the
 * name of a thing has no slash, and no other person.
 */
export const handler = async ({ protocolData }: Connection, context: { invokedFunctionArn: string }) => {
  const { password = '', clientId = '' } = protocolData?.mqtt ?? {}
  const token = Buffer.from(password, 'base64').toString('utf8')
  const verified = token === '' ? undefined : await verify(token)
  const caller = verified && 'caller' in verified ? verified.caller : 'absent'
  if (typeof caller === 'string' || caller.kind !== 'person' || caller.roles.length === 0) return refused
  const [kind, person, own = '', ...more] = clientId.split('/')
  if (kind !== 'live' || person !== caller.id || !ownPart.test(own) || more.length > 0) return refused
  const [, partition, , region, account] = context.invokedFunctionArn.split(':')
  const arn = (resource: string) => `arn:${partition}:iot:${region}:${account}:${resource}`
  const allow = (action: string, resource: string) => ({ Effect: 'Allow', Action: action, Resource: arn(resource) })
  const live = `andon/${site}/live/*`
  const Statement = [
    allow('iot:Connect', `client/${clientId}`),
    allow('iot:Subscribe', `topicfilter/${live}`),
    allow('iot:Receive', `topic/${live}`),
  ]
  return {
    isAuthenticated: true,
    principalId: principalOf(caller.id),
    disconnectAfterInSeconds,
    refreshAfterInSeconds,
    policyDocuments: [{ Version: '2012-10-17', Statement }],
  }
}

const refused = { isAuthenticated: false }

/** IoT Core takes letters and digits only; two people never have one principal. */
const principalOf = (personId: string): string => Buffer.from(digest(personId), 'base64url').toString('hex')
