import * as v from 'valibot'
import { across, property } from './across.ts'
import { closedObject } from './closed-object.ts'
import { limitedList } from './limited-list.ts'
import { shortText, webAddress } from './limited-text.ts'
import { outgoingKind } from './outgoing-kind.ts'

const optionalText = v.exactOptional(shortText)

const nameParts = {
  first_name: optionalText,
  last_name: optionalText,
  middle_name: optionalText,
  suffix: optionalText,
  prefix: optionalText,
}

const addressParts = {
  street: optionalText,
  city: optionalText,
  state: optionalText,
  zip: optionalText,
  country: optionalText,
  country_code: v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z]{2}$/iu, 'must be a country code of two letters'))),
}

const orgParts = { company: optionalText, department: optionalText, title: optionalText }

const atLeastOneOf = <T>(parts: object, message: string) =>
  across<T>((value) =>
    Object.keys(parts).some((part) => property(value, part) !== undefined) ? [] : [{ at: [], message }],
  )

const contact = closedObject({
  name: v.pipe(
    closedObject({ formatted_name: shortText, ...nameParts }),
    atLeastOneOf(nameParts, 'must have one part besides formatted_name, such as first_name'),
  ),
  phones: v.exactOptional(
    v.array(
      closedObject({
        phone: shortText,
        type: optionalText,
        wa_id: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{5,20}$/u, 'must be digits'))),
      }),
    ),
  ),
  emails: v.exactOptional(v.array(closedObject({ email: v.pipe(shortText, v.email()), type: optionalText }))),
  addresses: v.exactOptional(
    v.array(
      v.pipe(
        closedObject({ ...addressParts, type: optionalText }),
        atLeastOneOf(addressParts, 'must have one part at least, such as street'),
      ),
    ),
  ),
  urls: v.exactOptional(v.array(closedObject({ url: webAddress, type: optionalText }))),
  org: v.exactOptional(
    v.pipe(closedObject(orgParts), atLeastOneOf(orgParts, 'must have one of company, department and title')),
  ),
  birthday: v.exactOptional(
    v.pipe(
      v.string(),
      v.isoDate(),
      v.check((date) => isOnCalendar(date), 'must be a day that exists'),
    ),
  ),
})

const isOnCalendar = (date: string): boolean => {
  const time = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().startsWith(date)
}

export const outgoingContacts = outgoingKind({ contacts: limitedList(contact, 5) }, (data) => ({
  type: 'contacts',
  data,
}))
