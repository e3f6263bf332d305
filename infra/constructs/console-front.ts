import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import {
  answerPolicy,
  apiFolders,
  contentSecurityPolicy,
  hashedFolder,
  referrerPolicy,
} from '../../shared/client/pages.ts'
import type { ConsoleHosting } from '../sites/site.ts'
import { edgeFunction } from './console-paths.ts'
import { freeze } from './frozen.ts'

export interface ConsoleFrontProps {
  readonly owner: string
  readonly hosting: ConsoleHosting
  /** Of the HTTP API: `https://….execute-api.eu-west-3.amazonaws.com`. */
  readonly apiEndpoint: string
  /** The addresses of the files that are no hashed ones. */
  readonly files: readonly string[]
  /** What a page may connect to besides its own name. */
  readonly connectTo: readonly string[]
}

const priceClasses = {
  'europe-and-north-america': PriceClass.PRICE_CLASS_100,
  'all-but-south-america-and-oceania': PriceClass.PRICE_CLASS_200,
  all: PriceClass.PRICE_CLASS_ALL,
} as const

/**
 * The name under which people reach a site: CloudFront, with the files of the console in a closed bucket, and the API behind the same name, so that no
 * answer has to allow another origin (CORS). An answer of the API stays what it is: no status of it is turned into a page.
 */
export class ConsoleFront extends Construct {
  readonly bucket: Bucket
  /** The host of the console, which people see in their browser. */
  readonly name: string

  constructor(scope: Construct, id: string, props: ConsoleFrontProps) {
    super(scope, id)
    const { owner, hosting, apiEndpoint, files, connectTo } = props
    const { domain, places = 'europe-and-north-america', webAcl } = hosting
    this.bucket = this.closedBucket()
    const pages = S3BucketOrigin.withOriginAccessControl(this.bucket)
    const fromBucket: BehaviorOptions = {
      origin: pages,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachedMethods: CachedMethods.CACHE_GET_HEAD,
      // It keeps a file as long as the file itself says, and compresses it.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    }
    const route = new EdgeFunction(this, 'Paths', {
      comment: 'What local/front.ts does with the path of a page',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(edgeFunction(files)),
    })
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Andon at ${owner}: the console, and the API behind the same name`,
      ...(domain && {
        domainNames: [domain.name],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificate),
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
      priceClass: priceClasses[places],
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      ...(webAcl !== undefined && { webAclId: webAcl }),
      ...this.log(hosting),
      defaultBehavior: {
        ...fromBucket,
        functionAssociations: [{ function: route, eventType: FunctionEventType.VIEWER_REQUEST }],
        responseHeadersPolicy: this.headers('Pages', {
          contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(connectTo), override: true },
          referrerPolicy: { referrerPolicy: referrerPolicyOf(referrerPolicy), override: true },
        }),
      },
      additionalBehaviors: {
        [`${hashedFolder}*`]: { ...fromBucket, responseHeadersPolicy: this.headers('Assets') },
        ...this.toApi(apiEndpoint),
      },
    })
    // Another one would have another name.
    freeze(distribution, 'Console')
    this.name = domain?.name ?? distribution.distributionDomainName
    acknowledge(distribution, hosting)
  }

  /** The API judges each request by its token and its body: nothing of it is kept, and everything but the name is passed on. */
  private toApi(apiEndpoint: string): Record<string, BehaviorOptions> {
    const behaviour: BehaviorOptions = {
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', apiEndpoint)), {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        // The API answers after 29 s at the latest.
        readTimeout: Duration.seconds(30),
      }),
      // A request that was sent unprotected has shown its token: it is refused, not redirected.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // API Gateway knows itself by its own name only.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: this.headers('Answers', {
        contentSecurityPolicy: { contentSecurityPolicy: answerPolicy, override: true },
      }),
      compress: false,
    }
    return Object.fromEntries(
      apiFolders.flatMap((folder) => [`/${folder}`, `/${folder}/*`]).map((pattern) => [pattern, behaviour]),
    )
  }

  private headers(id: string, more: ResponseSecurityHeadersBehavior = {}): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        // A local plant has no TLS, so that this one is of AWS alone.
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
        ...more,
      },
    })
  }

  private closedBucket(): Bucket {
    const bucket = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // It is not empty when the console is left out, and CloudFormation deletes an empty bucket only.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    })
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Nobody but CloudFront reads it, whose own log is a setting of the site; what is in it is no secret.',
    })
    return bucket
  }

  private log({ accessLogDays }: ConsoleHosting) {
    if (accessLogDays === undefined) return {}
    const bucket = new Bucket(this, 'AccessLog', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // CloudFront writes its log by an access control list.
      objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(accessLogDays) }],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    })
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It is a log itself: a log of who reads the log would be one more, without an end.',
    })
    return { enableLogging: true, logBucket: bucket, logIncludesCookies: false }
  }
}

function referrerPolicyOf(value: string): HeadersReferrerPolicy {
  const found = Object.values(HeadersReferrerPolicy).find((it) => it === value)
  if (found === undefined) throw new Error(`CloudFront knows no referrer policy ${value}.`)
  return found
}

function acknowledge(distribution: Distribution, { domain, accessLogDays, webAcl }: ConsoleHosting): void {
  const reasons = [
    {
      id: 'AwsSolutions-CFR1',
      holds: true,
      reason:
        'People of a plant travel, and suppliers are abroad: who may see something is said by the sign-in, not by the country.',
    },
    {
      id: 'AwsSolutions-CFR2',
      holds: webAcl === undefined,
      reason:
        'The pages are files without secrets, and the API judges each request and limits their rate; a site that wants AWS WAF names its web ACL.',
    },
    {
      id: 'AwsSolutions-CFR3',
      holds: accessLogDays === undefined,
      reason:
        'Requests of the API are in its own access log; those for pages tell who was at work from which address, and are kept where the site wants it.',
    },
    {
      id: 'AwsSolutions-CFR4',
      holds: domain === undefined,
      reason:
        'CloudFront sets the oldest TLS for its own name, and lets nobody change it; with a name of the company, TLS 1.2 is the oldest.',
    },
  ]
  for (const { id, holds, reason } of reasons) if (holds) Validations.of(distribution).acknowledge({ id, reason })
}
