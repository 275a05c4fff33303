declare module '@20minutes/s3rver' {
  export default class S3rver {
    constructor(
      options: Readonly<{
        address: string
        port: number
        silent: boolean
        directory: string
        allowMismatchedSignatures: boolean
        configureBuckets: readonly Readonly<{ name: string; configs: readonly Buffer[] }>[]
      }>,
    )
    store: { putContent: (path: string, content: unknown) => Promise<unknown> }
    run(): Promise<Readonly<{ address: string; port: number }>>
  }
}
