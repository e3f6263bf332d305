import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface User {
  readonly attributes: Record<string, string>
  readonly groups: Set<string>
  password: string
  temporary: boolean
  enabled: boolean
  signedOut: number
  secret?: string
  factor: boolean
}

interface Refusal {
  readonly name: string
  readonly message: string
}

type Body = Readonly<Record<string, unknown>>

/** What the command asks of CloudFormation and Cognito, over the wire, as far as it asks. */
export interface FakeAws {
  readonly url: string
  readonly users: Map<string, User>
  /** The operations that were asked for, in order. */
  readonly asked: string[]
  /** The challenge of the sign-in whose code the pages have just given. */
  challenge: { readonly code: string; readonly proof: string } | undefined
  /** Fails the operation from now on. */
  fail(operation: string, refusal: Refusal): void
  stop(): Promise<void>
}

/** The six digits of a secret now (RFC 6238). */
export function digitsOf(secret: string, at = Date.now()): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export async function fakeAws(site: string): Promise<FakeAws> {
  const users = new Map<string, User>()
  const asked: string[] = []
  const failing = new Map<string, Refusal>()
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) =>
      send(response, 500, { __type: 'InternalErrorException', message: String(error) }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const aws: FakeAws = {
    url,
    users,
    asked,
    challenge: undefined,
    fail: (operation, refusal) => void failing.set(operation, refusal),
    stop: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    const target = request.headers['x-amz-target']
    if (request.url === '/oauth2/token') return token(new URLSearchParams(text), response)
    if (target === undefined) return describe(new URLSearchParams(text), response)
    const operation = String(target).split('.')[1] ?? ''
    asked.push(operation)
    const refusal = failing.get(operation)
    const done = refusal ?? carryOut(operation, JSON.parse(text))
    if ('name' in done && 'message' in done)
      return send(response, 400, { __type: String(done.name), message: String(done.message) })
    send(response, 200, done)
  }

  function describe(query: URLSearchParams, response: ServerResponse): void {
    asked.push(String(query.get('Action')))
    const name = query.get('StackName')
    const stacks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      [`Andon-${site}-State`]: { IdentityPoolId: 'pool', EnrolmentClient: 'enrolment', SignInUrl: url },
      [`Andon-${site}-Front`]: {
        IdentityClientId: 'console',
        SignedInUrl: `https://${site}.andon.example/signed-in`,
      },
    }
    const outputs = stacks[name ?? '']
    response.writeHead(outputs ? 200 : 400, { 'content-type': 'text/xml' })
    const members = Object.entries(outputs ?? {}).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    )
    response.end(
      outputs
        ? `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`
        : `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
    )
  }

  function token(form: URLSearchParams, response: ServerResponse): void {
    const proof = createHash('sha256')
      .update(String(form.get('code_verifier')))
      .digest('base64url')
    const right =
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === 'console' &&
      form.get('code') === aws.challenge?.code &&
      proof === aws.challenge.proof
    aws.challenge = undefined
    const payload = Buffer.from(JSON.stringify({ 'andon:person': 'ada', 'andon:withheld': 'quality' })).toString(
      'base64url',
    )
    const given = { access_token: `head.${payload}.signature`, token_type: 'Bearer' }
    send(response, right ? 200 : 400, right ? given : { error: 'invalid_grant' })
  }

  function carryOut(operation: string, body: Body): object {
    const name = String(
      body.Username ??
        fieldsOf(body.AuthParameters).USERNAME ??
        fieldsOf(body.ChallengeResponses).USERNAME ??
        body.AccessToken,
    )
    if (operation === 'AdminCreateUser') return create(name, body)
    if (operation === 'ListUsers') return listed([...users], body)
    if (operation === 'ListUsersInGroup')
      return listed(
        [...users].filter(([, { groups }]) => groups.has(String(body.GroupName))),
        body,
      )
    const user = users.get(name)
    if (user === undefined) return refusal('UserNotFoundException', 'User does not exist.')
    switch (operation) {
      case 'AdminAddUserToGroup':
        user.groups.add(String(body.GroupName))
        return {}
      case 'AdminRemoveUserFromGroup':
        user.groups.delete(String(body.GroupName))
        return {}
      case 'AdminListGroupsForUser':
        return { Groups: [...user.groups].map((GroupName) => ({ GroupName })) }
      case 'AdminGetUser':
        return { Username: name, ...(user.factor && { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }) }
      case 'AdminDisableUser':
        user.enabled = false
        return {}
      case 'AdminEnableUser':
        user.enabled = true
        return {}
      case 'AdminUserGlobalSignOut':
        user.signedOut++
        return {}
      case 'AdminSetUserPassword':
        user.password = String(body.Password)
        user.temporary = body.Permanent !== true
        return {}
      case 'AdminSetUserMFAPreference':
      case 'SetUserMFAPreference':
        user.factor = fieldsOf(body.SoftwareTokenMfaSettings).Enabled === true
        return {}
      case 'AssociateSoftwareToken':
        user.secret = 'JBSWY3DPEHPK3PXP'
        return { SecretCode: user.secret }
      case 'VerifySoftwareToken':
        return body.UserCode === digitsOf(user.secret ?? '')
          ? { Status: 'SUCCESS' }
          : refusal('EnableSoftwareTokenMFAException', 'Code mismatch')
      case 'AdminInitiateAuth':
        if (body.AuthFlow !== 'ADMIN_USER_PASSWORD_AUTH' || body.ClientId !== 'enrolment')
          return refusal('InvalidParameterException', 'Auth flow not enabled for this client')
        if (fieldsOf(body.AuthParameters).PASSWORD !== user.password || !user.enabled)
          return refusal('NotAuthorizedException', 'Incorrect username or password.')
        return challengeOf(user, name)
      case 'AdminRespondToAuthChallenge': {
        const { NEW_PASSWORD, SOFTWARE_TOKEN_MFA_CODE } = fieldsOf(body.ChallengeResponses)
        if (body.ChallengeName === 'NEW_PASSWORD_REQUIRED') {
          user.password = String(NEW_PASSWORD)
          user.temporary = false
          return challengeOf(user, name)
        }
        return SOFTWARE_TOKEN_MFA_CODE === digitsOf(user.secret ?? '')
          ? { AuthenticationResult: { AccessToken: name } }
          : refusal('CodeMismatchException', 'Invalid code received for user')
      }
      default:
        return refusal('UnknownOperationException', operation)
    }
  }

  function create(name: string, body: Body): object {
    if (users.has(name)) return refusal('UsernameExistsException', 'User account already exists')
    const attributes = (body.UserAttributes ?? []) as readonly { Name: string; Value: string }[]
    users.set(name, {
      attributes: Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value])),
      groups: new Set(),
      password: String(body.TemporaryPassword),
      temporary: true,
      enabled: true,
      signedOut: 0,
      factor: false,
    })
    return { User: { Username: name } }
  }

  return aws
}

const refusal = (name: string, message: string): Refusal => ({ name, message })

const challengeOf = ({ temporary, factor }: User, name: string): object =>
  temporary
    ? { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 's' }
    : factor
      ? { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 's' }
      : { AuthenticationResult: { AccessToken: name } }

/** One user a page, so that whoever reads the first page only is found out. */
function listed(users: readonly (readonly [string, User])[], { PaginationToken, NextToken }: Body): object {
  const at = Number(PaginationToken ?? NextToken ?? 0)
  const more = at + 1 < users.length && { PaginationToken: String(at + 1), NextToken: String(at + 1) }
  return {
    Users: users.slice(at, at + 1).map(([Username, { attributes, enabled }]) => ({
      Username,
      Enabled: enabled,
      Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...more,
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(JSON.stringify(body))
}
