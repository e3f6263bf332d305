export interface RoutePlan {
  /** `GET /v1/orders/{orderId}` */
  readonly key: string
  readonly functionArn: string
  readonly timeoutMilliseconds: number
  readonly authorizer: JwtPlan | undefined
}

export interface JwtPlan {
  readonly issuer: string
  readonly audience: readonly string[]
}

export interface HttpApiPlan {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly routes: readonly RoutePlan[]
  readonly throttle: { readonly rate: number; readonly burst: number } | undefined
}
