import type { ConsoleSettings } from '../shared/client/settings.ts'
import type { Identity, TokenShape } from './identity.ts'
import { iotPlan } from './plans.ts'
import type { ConsoleClients } from './sign-in/client.ts'
import type { Template } from './template.ts'

export interface SettingsParts {
  readonly site: string
  readonly template: Template
  readonly identity: Identity
  readonly shape: TokenShape
  readonly clients: ConsoleClients
}

/** What the console of this plant has to know before anybody has signed in. */
export function settingsOf({ site, template, identity, shape, clients }: SettingsParts): ConsoleSettings {
  const authority = identity.issuerOf(site)
  const [{ id, scopes }, terminal] = clients
  const [watchers] = iotPlan(template).authorizers
  const { rolesClaim, personClaim, roleNames } = shape
  return {
    site,
    region: template.region,
    authority,
    clientId: id,
    ...(terminal && { terminalClientId: terminal.id }),
    scopes,
    personClaim,
    rolesClaim,
    ...(roleNames && { roleNames }),
    // The enterprise has no devices, and so no live topics.
    ...(watchers && { mqtt: { url: '/mqtt', authorizer: watchers.name, topics: `andon/${site}/live` } }),
    local: true,
  }
}
