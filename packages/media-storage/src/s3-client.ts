export type S3Location = Readonly<{
  bucket: string
  /** Without slashes at its ends; empty for none. */
  prefix: string
  region: string
  /** null: Amazon's. */
  endpoint: string | null
  /** `https://host/bucket` and not `https://bucket.host`. */
  pathStyle: boolean
  /** null: where Amazon's tools look for them, such as profiles and roles of the machine. */
  credentials: Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }> | null
}>

/** The client library, which is big and loaded only where S3 is used, and a client. */
export const loadS3 = async ({ region, endpoint, pathStyle, credentials }: S3Location) => {
  const library = await import('@aws-sdk/client-s3')
  const client = new library.S3Client({
    region,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    forcePathStyle: pathStyle,
    // It writes to the console by itself; whatever is wrong is also an error.
    logger: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
    // Otherwise bodies are sent in a form of Amazon's that not every server of S3 reads, and a download that is cut never ends.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Its agents are made for one request each and thrown away.
    expectContinueHeader: false,
    // Its limit of a socket at rest also counts while nobody reads.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 0 },
  })
  return { ...library, client }
}

const ignore = () => undefined
