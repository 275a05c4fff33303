import * as v from 'valibot'
import { shortText } from './limited-text.ts'
import { outgoingKind } from './outgoing-kind.ts'

const degrees = (limit: number) => v.pipe(v.number(), v.minValue(-limit), v.maxValue(limit))

/** A place; WhatsApp shows the address only together with a name. */
export const locationEntries = {
  latitude: degrees(90),
  longitude: degrees(180),
  name: v.exactOptional(shortText),
  address: v.exactOptional(shortText),
}

export const outgoingLocation = outgoingKind(locationEntries, (data) => ({ type: 'location', data }))
