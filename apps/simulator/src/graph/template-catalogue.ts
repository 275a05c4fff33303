/** One part of a template, as `GET /{waba}/message_templates` shows it. */
export type TemplatePart = Readonly<{
  type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS'
  format?: 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION'
  text?: string
  buttons?: ReadonlyArray<
    Readonly<{
      type: 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE' | 'OTP' | 'FLOW' | 'REQUEST_CONTACT_INFO'
      text: string
      url?: string
      phone_number?: string
      otp_type?: 'COPY_CODE' | 'ONE_TAP' | 'ZERO_TAP'
      example?: readonly string[]
    }>
  >
  example?: Readonly<Record<string, unknown>>
}>

/** A message template in one language. */
export type Template = Readonly<{
  id: string
  name: string
  language: string
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED'
  category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION'
  parameter_format: 'POSITIONAL' | 'NAMED'
  components: readonly TemplatePart[]
  quality_score: Readonly<{ score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN' }>
  rejected_reason: string
}>

/** What Meta says of a template of which it has nothing to say. */
export const unjudged = { quality_score: { score: 'UNKNOWN' }, rejected_reason: 'NONE' } as const

const template = (
  id: number,
  name: string,
  components: readonly TemplatePart[],
  rest: Partial<Omit<Template, 'id' | 'name' | 'components'>> = {},
): Template => ({
  id: String(300_000_000_000_000 + id),
  name,
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  parameter_format: 'POSITIONAL',
  components,
  ...unjudged,
  ...rest,
})

/** What a fresh simulator has: each shape of template once, and one of each status that can't be sent. */
export const seededTemplates: readonly Template[] = [
  template(1, 'hello_world', [
    { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
    { type: 'BODY', text: 'Welcome and congratulations!! This message demonstrates your ability to send a message.' },
    { type: 'FOOTER', text: 'WhatsApp Business Platform sample message' },
  ]),
  template(2, 'order_shipped', [
    {
      type: 'BODY',
      text: 'Hi {{1}}, your order {{2}} has been shipped.',
      example: { body_text: [['Siti', 'BZ-1001']] },
    },
  ]),
  template(
    3,
    'order_shipped',
    [
      {
        type: 'BODY',
        text: 'Halo {{1}}, pesanan {{2}} sudah dikirim.',
        example: { body_text: [['Siti', 'BZ-1001']] },
      },
    ],
    { language: 'id' },
  ),
  template(
    4,
    'appointment_reminder',
    [
      {
        type: 'BODY',
        text: 'Hi {{customer_name}}, see you on {{date}}.',
        example: {
          body_text_named_params: [
            { param_name: 'customer_name', example: 'Siti' },
            { param_name: 'date', example: 'Monday' },
          ],
        },
      },
    ],
    { parameter_format: 'NAMED' },
  ),
  template(
    5,
    'new_arrivals',
    [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW1hZ2UvanBlZw==:sample'] } },
      { type: 'BODY', text: 'Hi {{1}}, have a look at what is new.', example: { body_text: [['Siti']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'URL', text: 'Open', url: 'https://shop.example/{{1}}', example: ['https://shop.example/new'] },
          { type: 'QUICK_REPLY', text: 'Not interested' },
        ],
      },
    ],
    { category: 'MARKETING' },
  ),
  template(6, 'feedback_request', [
    { type: 'BODY', text: 'How did we do?' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Good' },
        { type: 'QUICK_REPLY', text: 'Bad' },
      ],
    },
  ]),
  template(
    7,
    'login_code',
    [
      { type: 'BODY', text: '*{{1}}* is your verification code.', example: { body_text: [['123456']] } },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'OTP',
            otp_type: 'COPY_CODE',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
          },
        ],
      },
    ],
    { category: 'AUTHENTICATION' },
  ),
  template(8, 'waiting_for_review', [{ type: 'BODY', text: 'Not approved yet.' }], { status: 'PENDING' }),
  template(9, 'paused_offer', [{ type: 'BODY', text: 'Paused for low quality.' }], {
    status: 'PAUSED',
    category: 'MARKETING',
  }),
  template(10, 'disabled_offer', [{ type: 'BODY', text: 'Disabled.' }], { status: 'DISABLED', category: 'MARKETING' }),
  template(11, 'rejected_offer', [{ type: 'BODY', text: 'Rejected.' }], {
    status: 'REJECTED',
    category: 'MARKETING',
    rejected_reason: 'INVALID_FORMAT',
  }),
  template(12, 'order_ready', [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW1hZ2UvanBlZw==:sample'] } },
    {
      type: 'BODY',
      text: 'Hi {{1}}, your order of {{2}} is ready.',
      example: { body_text: [['Siti', 'Rp 42']] },
    },
    { type: 'FOOTER', text: 'Thank you for your order' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Track' }] },
  ]),
]
