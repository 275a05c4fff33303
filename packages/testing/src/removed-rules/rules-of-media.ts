import { core, onMemory, type RemovedRule } from './removed-rule.ts'

/** Of files. */
export const rulesOfMedia: readonly RemovedRule[] = [
  {
    rule: 'media: who may see no room that has a file may not see it',
    file: core('use-cases/media/view-media.ts'),
    line: 'if (sight === undefined || served === undefined)',
    instead: 'if (served === undefined)',
    ...onMemory,
    noticedBy: 'shows a file to those who may see a room that has it, and to nobody else',
  },
  {
    rule: 'media: a signed address is worth nothing once its user is suspended',
    file: core('use-cases/media/view-signed-media.ts'),
    line: "account?.user.status !== 'active'",
    instead: 'account === undefined',
    ...onMemory,
    noticedBy: 'is worth nothing once its user is suspended',
  },
  {
    rule: 'media: a signed address shows what was signed only',
    file: core('use-cases/media/view-signed-media.ts'),
    line: 'signer.verify(key, grantText(grant), signature)',
    instead: "signature !== ''",
    ...onMemory,
    noticedBy: 'takes no address that differs from what was signed',
  },
  {
    rule: 'media: no other bytes than WhatsApp announced',
    file: core('use-cases/media/download-media.ts'),
    line: "...differences('SHA-256', staged.sha256, [told.sha256, download.toldSha256]),",
    instead: '',
    ...onMemory,
    noticedBy: 'takes no other file than the webhook announced',
  },
  {
    rule: 'media: a worker whose claim is gone writes nothing',
    file: core('use-cases/media/download-media.ts'),
    line: "if (ours === undefined) return ok<DownloadOutcome>({ type: 'lost' })",
    instead: '',
    ...onMemory,
    noticedBy: 'writes nothing once another worker has the download',
  },
  {
    rule: "media: the token goes to Meta's hosts only",
    file: 'packages/whatsapp-cloud/src/graph/media-host.ts',
    line: "url.protocol === 'https:' && url.port === '' && isMetaHost(url.hostname)",
    instead: 'true',
    project: '@boztell/server',
    tests: 'media-token',
    noticedBy: 'does not go to another port of the same machine',
  },
  {
    rule: "media: the token does not go where DNS says that Meta's names are private addresses",
    file: 'packages/whatsapp-cloud/src/graph/graph-transport.ts',
    line: 'isMetaHost(hostname) ? lookupOfMeta : systemLookup',
    instead: 'isMetaHost(hostname) ? systemLookup : systemLookup',
    project: '@boztell/server',
    tests: 'media-token',
    noticedBy: 'does not go where DNS says that',
  },
]
