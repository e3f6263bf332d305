import { signInReader } from '../../shared/http/sign-in-token.ts'
import { environment, variable } from '../../shared/runtime/environment.ts'
import { tokenIssuer } from '../../shared/runtime/token-issuer.ts'

const site = environment(variable.site)
const read = signInReader(tokenIssuer())

/** The fields that are used of IoT Core's request to a custom authorizer: the MQTT password is the person's access token. */
interface Connection {
  readonly protocolData?: { readonly mqtt?: { readonly password?: string; readonly clientId?: string } }
}

/** An access token is valid for an hour. The connection that it opened is authorised again every five minutes. */
const disconnectAfterInSeconds = 3600
const refreshAfterInSeconds = 300

/** Lets a person of the site read the live topics, and nothing else: commands go over HTTP, where each is checked. */
export const handler = async ({ protocolData }: Connection, context: { invokedFunctionArn: string }) => {
  const token = Buffer.from(protocolData?.mqtt?.password ?? '', 'base64').toString('utf8')
  const person = token === '' ? undefined : await read(token)
  if (!person?.valid || person.roles.length === 0) return { isAuthenticated: false }
  const [, partition, , region, account] = context.invokedFunctionArn.split(':')
  const arn = (resource: string) => `arn:${partition}:iot:${region}:${account}:${resource}`
  const allow = (action: string, resource: string) => ({ Effect: 'Allow', Action: action, Resource: arn(resource) })
  const live = `andon/${site}/live/*`
  const Statement = [
    allow('iot:Connect', `client/${protocolData?.mqtt?.clientId ?? '*'}`),
    allow('iot:Subscribe', `topicfilter/${live}`),
    allow('iot:Receive', `topic/${live}`),
  ]
  return {
    isAuthenticated: true,
    principalId: person.personId.replace(/[^A-Za-z0-9]/g, ''),
    disconnectAfterInSeconds,
    refreshAfterInSeconds,
    policyDocuments: [{ Version: '2012-10-17', Statement }],
  }
}
