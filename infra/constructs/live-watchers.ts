import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnAuthorizer } from 'aws-cdk-lib/aws-iot'
import { Construct } from 'constructs'
import type { OidcIssuer } from '../sites/site.ts'
import { Handler, type Surroundings } from './handler.ts'

export interface LiveWatchersProps extends Surroundings {
  readonly tokens: OidcIssuer
}

/** A screen has to give this name when it connects. */
export const watchersName = (site: string): string => `Andon-${site}-watchers`

/** Lets people follow the live topics over MQTT: they connect with their token as the password. */
export class LiveWatchers extends Construct {
  constructor(scope: Construct, id: string, { tokens, ...surroundings }: LiveWatchersProps) {
    super(scope, id)
    const handler = new Handler(this, 'live-authorizer', {
      ...surroundings,
      errorImpact: 'Nobody can open the live picture; screens that are open already go on.',
      // AWS IoT gives an authorizer five seconds to answer.
      timeout: 5,
    }).verifiesTokens(tokens)
    const authorizer = new CfnAuthorizer(this, 'Authorizer', {
      authorizerName: watchersName(surroundings.site.site),
      authorizerFunctionArn: handler.function.functionArn,
      signingDisabled: true,
      status: 'ACTIVE',
    })
    handler.function.addPermission('AskedByIot', {
      principal: new ServicePrincipal('iot.amazonaws.com'),
      sourceArn: authorizer.attrArn,
    })
  }
}
