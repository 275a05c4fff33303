import * as v from 'valibot'
import { boundedText, line } from '../bounded-text.ts'
import { emailSchema } from './email.ts'

const name = line(1, 100)
const password = boundedText(12, 200)
const role = v.picklist(['admin', 'supervisor', 'agent'])
/** Any word is a try, also one that no account could have as its password. */
const triedPassword = v.pipe(v.string(), v.nonEmpty('Must not be empty'))

export const registerInput = v.strictObject({
  name,
  email: emailSchema,
  password,
  setup_token: v.optional(v.string()),
})

export const logInInput = v.strictObject({ email: emailSchema, password: triedPassword })

export const updateProfileInput = v.pipe(
  v.strictObject({
    name: v.optional(name),
    availability: v.optional(v.picklist(['online', 'away'])),
    password: v.optional(password),
    current_password: v.optional(triedPassword),
  }),
  v.forward(
    v.partialCheck(
      [['password'], ['current_password']],
      (change) => change.password === undefined || change.current_password !== undefined,
      'Must be given to change the password',
    ),
    ['current_password'],
  ),
)

export const createUserInput = v.strictObject({ name, email: emailSchema, password, role })

export const updateUserInput = v.strictObject({
  role: v.optional(role),
  status: v.optional(v.picklist(['active', 'suspended'])),
  name: v.optional(name),
})
