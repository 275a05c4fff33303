import type { MediaDownload, MediaFile, MediaId, MediaItem, MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'
import { stored } from './store.ts'

/** A digest that nothing else has. */
export const aSha256 = (): string => (crypto.randomUUID() + crypto.randomUUID()).replaceAll('-', '')

/** A picture without renditions. */
export const aStoredFile = (overrides: Partial<MediaFile> = {}): MediaFile => ({
  sha256: aSha256(),
  size: 1_234,
  mimeType: 'image/jpeg',
  animated: false,
  thumbnail: null,
  playable: null,
  poster: null,
  storedAt: TEST_NOW,
  quarantinedAt: null,
  ...overrides,
})

/** What came over WhatsApp, unless somebody uploaded it. */
export const aMediaItem = ({ sha256 }: Pick<MediaFile, 'sha256'>, overrides: Partial<MediaItem> = {}): MediaItem => ({
  id: anId<MediaId>(overrides.createdAt),
  sha256,
  filename: null,
  uploadedBy: null,
  createdAt: TEST_NOW,
  ...overrides,
})

/** Stores a fresh file, by its row only, and a media that has it. */
export const storeMedia = async (
  unitOfWork: UnitOfWork,
  overrides: Partial<MediaItem> = {},
  fileOverrides: Partial<MediaFile> = {},
): Promise<Readonly<{ file: MediaFile; item: MediaItem }>> => {
  const file = aStoredFile(fileOverrides)
  const item = aMediaItem(file, overrides)
  await stored(unitOfWork, ({ mediaFiles, media }) => mediaFiles.save([file]).andThen(() => media.append([item])))
  return { file, item }
}

/** Give `roomId` of a stored room. */
export const aMediaDownload = (overrides: Partial<MediaDownload> = {}): MediaDownload => ({
  messageId: anId<MessageId>(),
  roomId: anId<RoomId>(),
  whatsappMediaId: Math.random().toString().slice(2, 17),
  kind: 'image',
  toldSha256: aSha256(),
  toldSize: 1_234,
  saidAt: TEST_NOW,
  ...overrides,
})
