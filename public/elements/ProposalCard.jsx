import { Ban, Check, CircleHelp, Clock, ExternalLink, Loader, Minus, Pencil, Plus, TriangleAlert, Undo2, UserPen, UserPlus, X } from "lucide-react"
import { Fragment, useState } from "react"

const KINDS = { added: Plus, changed: Pencil, cleared: Minus }
const STATES = { pending: Clock, executing: Loader, done: Check, failed: X, unknown: CircleHelp, undone: Undo2 }
const ICONS = { check: Check, pencil: Pencil, x: X, "undo-2": Undo2, "user-pen": UserPen, "user-plus": UserPlus }

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return <link rel="stylesheet" href={apiClient.buildEndpoint("/public/cards.css")} />
}

/* What it says is read out once, however often the element is drawn (public/announce.js). */
function State() {
  const Icon = STATES[props.state] || Ban
  return <p className="ca-state" data-state={props.state} role="status" aria-live="off"><Icon aria-hidden size={14} /><span>{props.stands}</span></p>
}

/* One click is one decision: until the card says what came of it, there is no second. */
function Decision({ button, look, busy, decide }) {
  const Icon = ICONS[button.icon]
  return (
    <button type="button" className={look} data-decides={button.name} data-proposal={button.payload.proposal} onClick={() => decide(button)} disabled={busy}>
      <Icon aria-hidden size={14} />{button.label}
    </button>
  )
}

/* The page around the widget may show its own page of a contact. */
function Record() {
  const { contact, labels, record } = props
  const own = contact && window.cl_shadowRootElement ? window.contactAssistant?.recordAddress(contact) : null
  if (own) return <a className="ca-tool" href={own} data-contact={contact}><ExternalLink aria-hidden size={14} />{labels.openPage}</a>
  if (!record) return null
  return (
    <a className="ca-tool" href={record} data-contact={contact} target="_blank" rel="noopener noreferrer"><ExternalLink aria-hidden size={14} />{labels.open}</a>
  )
}

function Decisions({ busy, decide }) {
  const first = props.similar.length === 0
  return (
    <span className="ca-tools">
      <Record />
      {props.buttons.map((button) => (
        <Decision key={button.name} button={button} busy={busy} decide={decide}
          look={`ca-decide${first && button.name === "confirm" ? " ca-primary" : ""}`} />
      ))}
    </span>
  )
}

function Change({ change, isUpdate }) {
  const Icon = KINDS[change.kind]
  return (
    <div role="row" className="ca-change" data-kind={change.kind}>
      <span role="rowheader" className="ca-field">
        {isUpdate && <span className="ca-kind" role="img" aria-label={change.kindLabel} title={change.kindLabel}><Icon size={12} /></span>}
        {change.label}
      </span>
      {isUpdate && <span role="cell" className="ca-before">{change.before}</span>}
      <span role="cell" className="ca-after">{change.after}</span>
    </div>
  )
}

function Changes() {
  const { labels } = props
  const isUpdate = props.action === "update"
  return (
    <div role="table" className="ca-changes" data-update={isUpdate || undefined} aria-label={props.title}>
      <div role="row" className="ca-change ca-columns">
        <span role="columnheader">{labels.property}</span>
        {isUpdate && <span role="columnheader">{labels.before}</span>}
        <span role="columnheader">{isUpdate ? labels.after : labels.value}</span>
      </div>
      {props.changes.map((change) => <Change key={change.label} change={change} isUpdate={isUpdate} />)}
    </div>
  )
}

function Similar({ busy, decide }) {
  return (
    <div className="ca-warning">
      <TriangleAlert aria-hidden size={16} />
      <div>
        <p className="ca-ask">{props.labels.similar}</p>
        <ul className="ca-similar">
          {props.similar.map((person) => (
            <li key={person.id}>
              <span className="ca-avatar" data-hue={person.hue} aria-hidden>{person.initials}</span>
              <span className="ca-who">
                <span className="ca-name">{person.name}</span>
                <span className="ca-role">
                  {[person.role, ...person.details].filter(Boolean).map((part, place) => (
                    <Fragment key={part}>{place > 0 && " · "}<span className="ca-part">{part}</span></Fragment>
                  ))}
                </span>
              </span>
              {person.adopt && <Decision button={person.adopt} look="ca-decide" busy={busy} decide={decide} />}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export default function ProposalCard() {
  const [busy, setBusy] = useState(false)
  const decide = ({ name, payload }) => {
    setBusy(true)
    callAction({ name, payload }).finally(() => setBusy(false))
  }
  return (
    <div data-card="proposal" className="ca">
      <Styles />
      {props.sentence && <p className="ca-say">{props.sentence}</p>}
      <article className="ca-box" data-state={props.state} aria-label={props.title} aria-busy={busy || undefined}>
        <header className="ca-head">
          <span className="ca-avatar" data-hue={props.person.hue} aria-hidden>{props.person.initials}</span>
          <div className="ca-who">
            <p className="ca-name">{props.title}</p>
            {props.person.role && <p className="ca-role">{props.person.role}</p>}
          </div>
        </header>
        {props.changes.length > 0 && <Changes />}
        {props.warnings.map((warning) => (
          <div key={warning} className="ca-warning"><TriangleAlert aria-hidden size={16} /><p>{warning}</p></div>
        ))}
        {props.similar.length > 0 && <Similar busy={busy} decide={decide} />}
        <footer className="ca-foot ca-decisions">
          <State />
          <Decisions busy={busy} decide={decide} />
        </footer>
      </article>
    </div>
  )
}
