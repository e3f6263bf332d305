import type { Role } from '../../events/identifiers.ts'

/** `console.json` beside the pages of the console: what it has to know before anybody has signed in. There is nothing secret in it. */
export interface ConsoleSettings {
  readonly site: string
  readonly region: string
  /** The issuer of the tokens; `/.well-known/openid-configuration` below it names its endpoints. */
  readonly authority: string
  readonly clientId: string
  /** The client of a browser that stays signed in at its work center, and only looks (docs/adr/0076); absent where there is none. */
  readonly terminalClientId?: string
  readonly scopes: readonly string[]
  /** The claim of an access token with the id of the person, which stands in the client id of MQTT. */
  readonly personClaim: string
  readonly rolesClaim: string
  /** What the groups in that claim mean; without it, they have the names of the roles. */
  readonly roleNames?: Readonly<Record<string, Role>>
  /** The live topics; absent where a stage has none. */
  readonly mqtt?: {
    /** An address of WebSockets, or a path at the console's own. */
    readonly url: string
    /** The authorizer that AWS IoT is to ask, in the user name: `?x-amz-customauthorizer-name=<authorizer>`. The password is the access token. */
    readonly authorizer: string
    /** What every live topic begins with. */
    readonly topics: string
  }
  /** Without passwords, with the routes below `/local`. */
  readonly local: boolean
}
