import * as v from 'valibot'
import { oneLine } from '../one-line.ts'
import { across, property } from '../outgoing/across.ts'
import { closedObject } from '../outgoing/closed-object.ts'
import { emailSchema } from './email.ts'

const name = oneLine(1, 100)
const password = v.pipe(v.string(), v.minCodePoints(12), v.maxCodePoints(200))
const role = v.picklist(['admin', 'supervisor', 'agent'])
/** Any word is a try, also one that no account could have as its password. */
const triedPassword = v.pipe(v.string(), v.nonEmpty('must not be empty'))

export const registerInput = closedObject({
  name,
  email: emailSchema,
  password,
  setup_token: v.optional(v.string()),
})

export const logInInput = closedObject({ email: emailSchema, password: triedPassword })

export const updateProfileInput = v.pipe(
  closedObject({
    name: v.optional(name),
    availability: v.optional(v.picklist(['online', 'away'])),
    password: v.optional(password),
    current_password: v.optional(triedPassword),
  }),
  across((change) =>
    property(change, 'password') !== undefined && property(change, 'current_password') === undefined
      ? [{ at: ['current_password'], message: 'is required to change the password' }]
      : [],
  ),
)

export const createUserInput = closedObject({ name, email: emailSchema, password, role })

export const updateUserInput = closedObject({
  role: v.optional(role),
  status: v.optional(v.picklist(['active', 'suspended'])),
  name: v.optional(name),
})
