import {
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandOutput,
  AdminRespondToAuthChallengeCommand,
  AssociateSoftwareTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { Mistake } from './mistake.ts'
import type { Pool } from './pool.ts'
import { drawQr } from './qr.ts'
import type { Terminal } from './terminal.ts'

/**
 * Registers the authenticator of a person, who sits at the terminal: password, QR code, first code of the phone. From then on Cognito asks for a code
 * at each sign-in.
 */
export async function registerSecondFactor(pool: Pool, user: string, terminal: Terminal): Promise<void> {
  const { cognito } = pool
  const AccessToken = await signIn(pool, user, terminal)
  const { SecretCode = '' } = await cognito.send(new AssociateSoftwareTokenCommand({ AccessToken }))
  const address = otpAddress(pool.site, user, SecretCode)
  terminal.say(`Scan this with an authenticator app on the phone of ${user}:\n`)
  terminal.say(drawQr(address))
  terminal.say(`\nor type its key: ${SecretCode}\n(${address})\n`)
  const UserCode = await terminal.ask('The six digits that the app shows: ')
  await cognito.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode, FriendlyDeviceName: 'authenticator' }))
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true }
  await cognito.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }))
}

/** The address that authenticator apps read (Key Uri Format): label, secret and issuer; six digits every 30 seconds are their default. */
export function otpAddress(site: string, user: string, secret: string): string {
  const issuer = `Andon ${site}`
  const label = encodeURIComponent(`${issuer}:${user}`)
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}

async function signIn({ cognito, poolId, enrolmentClient }: Pool, user: string, terminal: Terminal): Promise<string> {
  const UserPoolId = poolId
  const ClientId = enrolmentClient
  const PASSWORD = await terminal.ask(`Password of ${user}: `, true)
  let step: Pick<AdminInitiateAuthCommandOutput, 'ChallengeName' | 'Session' | 'AuthenticationResult'> =
    await cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: user, PASSWORD },
      }),
    )
  while (step.AuthenticationResult?.AccessToken === undefined) {
    const { ChallengeName, Session } = step
    const answer = await answerOf(ChallengeName, terminal)
    const ChallengeResponses = { USERNAME: user, ...answer }
    step = await cognito.send(
      new AdminRespondToAuthChallengeCommand({ UserPoolId, ClientId, ChallengeName, Session, ChallengeResponses }),
    )
  }
  return step.AuthenticationResult.AccessToken
}

async function answerOf(
  challenge: AdminInitiateAuthCommandOutput['ChallengeName'],
  terminal: Terminal,
): Promise<Record<string, string>> {
  switch (challenge) {
    case 'NEW_PASSWORD_REQUIRED': {
      terminal.say('This password was for once. Choose your own: 12 characters, with both cases, a digit and a symbol.')
      const chosen = await terminal.ask('New password: ', true)
      if ((await terminal.ask('Once more: ', true)) !== chosen)
        throw new Mistake('The two differ, and nothing was changed. Run the command again.')
      return { NEW_PASSWORD: chosen }
    }
    case 'SOFTWARE_TOKEN_MFA':
      terminal.say(
        'An authenticator is registered. Its code lets you replace it; if it is lost, stop here and use --reset.',
      )
      return { SOFTWARE_TOKEN_MFA_CODE: await terminal.ask('The six digits of the present one: ') }
    default:
      throw new Mistake(`Cognito asks for ${challenge}, which this pool should not have: compare it with its template.`)
  }
}
