import type { RemovedRule } from './removed-rule.ts'

const storage = (file: string) => `packages/media-storage/src/${file}`
const project = '@boztell/media-storage'

export const rulesOfStoredMedia: readonly RemovedRule[] = [
  {
    rule: 'media: a file is stored whole or not at all',
    file: storage('exactly.ts'),
    line: 'if (seen !== size)',
    instead: 'if (seen > size)',
    project,
    tests: 'file-system-media-storage',
    noticedBy: 'keeps nothing of content that is 1 bytes off',
  },
  {
    rule: 'media: what the scanner refuses is never stored with the others',
    file: storage('file-system-media-staging.ts'),
    line: 'if (scanned.value === null)',
    instead: 'if (scanned.isOk())',
    project,
    tests: 'file-system-media-staging',
    noticedBy: 'puts into quarantine what the scanner refuses',
  },
  {
    rule: 'media: nothing is read past the limit',
    file: storage('receive-file.ts'),
    line: 'if (size > maxBytes) return\n',
    instead: '\n',
    project,
    tests: 'file-system-media-staging',
    noticedBy: 'stops asking for more once there is too much',
  },
]
