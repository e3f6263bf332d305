import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { DefaultStackSynthesizer, Fn, Stack, Validations } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { cacheControlOf, hashedFolder, referenceScript, settingsFile } from '../../shared/client/pages.ts'
import type { ConsoleSettings } from '../../shared/client/settings.ts'
import { keptBack, reference } from '../constructs/console-paths.ts'
import { acknowledgeDeploymentFunctions, deploymentRole } from '../constructs/deployment-role.ts'
import { watchersName } from '../constructs/live-watchers.ts'
import { Log } from '../constructs/log.ts'
import type { OidcIssuer, Site } from '../sites/site.ts'
import type { ServedConsole } from './front.ts'

export interface ConsoleStackProps {
  readonly site: Site
  readonly tokens: OidcIssuer
  readonly console: ServedConsole
  /** The folder of the built console. */
  readonly screens: string
}

/**
 * The files of the console. They come after the API that they ask: a new screen meets its operations. Files of earlier versions stay, so that a tab that
 * was opened before a deployment finds the parts that it loads later.
 */
export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, { site, tokens, console, screens }: ConsoleStackProps) {
    super(scope, id, {
      description: `Andon at ${site.site}: the files of the console`,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
    const common = {
      destinationBucket: console.front.bucket,
      // The pages are asked for again by their own headers, and hashed files never change: nothing has to be invalidated.
      prune: false,
      memoryLimit: 512,
      ...this.copier(console.front.bucket),
    }
    const built = Source.asset(screens, { exclude: [...keptBack] })
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [built],
      exclude: ['*'],
      include: [`${hashedFolder.slice(1)}*`],
      cacheControl: [CacheControl.fromString(cacheControlOf(hashedFolder))],
    })
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [built, Source.jsonData(settingsFile.slice(1), settingsOf(site, tokens, console))],
      exclude: [`${hashedFolder.slice(1)}*`],
      cacheControl: [CacheControl.fromString(cacheControlOf('/'))],
    })
    // A page names its assets: they are there before it.
    pages.node.addDependency(assets)
    new BucketDeployment(this, 'Reference', {
      ...common,
      destinationKeyPrefix: reference.servedIn,
      sources: [
        Source.asset(reference.folder, { exclude: ['*', ...reference.files.map((name) => `!${name}`)] }),
        Source.data(reference.script, referenceScript),
      ],
      cacheControl: [CacheControl.fromString(cacheControlOf('/'))],
    })
  }

  /** Copies what the CDK has put into its bucket of assets. It deletes nothing: neither what is there, nor what it wrote before. */
  private copier(bucket: Bucket) {
    const log = new Log(this, 'Log')
    const qualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER
    const assets = Fn.sub(`arn:aws:s3:::cdk-${qualifier}-assets-\${AWS::AccountId}-\${AWS::Region}/*`)
    const role = deploymentRole(this, 'CopierRole', log, [
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [assets] }),
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    ])
    const files = Stack.of(bucket)
    const imported: { readonly 'Fn::ImportValue': string } = files.resolve(files.exportValue(bucket.bucketArn))
    Validations.of(role).acknowledge(
      {
        id: `AwsSolutions-IAM5[Resource::arn:aws:s3:::cdk-${qualifier}-assets-<AWS::AccountId>-<AWS::Region>/*]`,
        reason:
          'The names of assets are hashes of their content; the bucket holds what was deployed, and no data of a plant.',
      },
      // Before the synthesis the bucket is one of this app, after it one of another stack.
      ...[`<${files.getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>`, imported['Fn::ImportValue']].map(
        (arn) => ({
          id: `AwsSolutions-IAM5[Resource::${arn}/*]`,
          reason:
            'The bucket holds the files of the console and nothing else, and all of them are written at a deployment.',
        }),
      ),
    )
    acknowledgeDeploymentFunctions(this)
    return { logGroup: log, role: role.withoutPolicyUpdates() }
  }
}

/** What the console has to know before anybody has signed in. */
function settingsOf({ site, region }: Site, tokens: OidcIssuer, { broker }: ServedConsole): ConsoleSettings {
  const { issuer, audience, terminal, rolesClaim, roleNames, personClaim = 'sub', console } = tokens
  return {
    site,
    region,
    authority: issuer,
    clientId: console?.clientId ?? audience,
    ...(terminal !== undefined && { terminalClientId: terminal }),
    scopes: console?.scopes ?? ['openid'],
    personClaim,
    rolesClaim,
    ...(roleNames && { roleNames }),
    mqtt: { url: `wss://${broker}/mqtt`, authorizer: watchersName(site), topics: `andon/${site}/live` },
    local: false,
  }
}
