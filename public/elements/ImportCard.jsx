import { Ban, Check, CirclePause, Clock, Download, ExternalLink, FileText, Loader, Play, Square, TriangleAlert, Undo2, User, X } from "lucide-react"
import { useEffect, useRef, useState } from "react"

const STATES = { pending: Clock, executing: Loader, stopping: Loader, done: Check, stopped: CirclePause, undone: Undo2 }
const SETTLING = 5000 // milliseconds until a card has its height
const ICONS = { check: Check, x: X, play: Play, square: Square, "undo-2": Undo2 }

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return ["cards.css", "imports.css"].map((file) => (
    <link key={file} rel="stylesheet" href={apiClient.buildEndpoint(`/public/${file}`)} />
  ))
}

/* A card comes a moment after its message: whoever was at the end of the talk sees it from its beginning. */
function showWhole(card) {
  const messages = card.getRootNode().querySelectorAll(".ai-message")
  if (messages[messages.length - 1]?.contains(card)) card.scrollIntoView({ block: "start" })
}

/* New props make the whole card anew. Its message stays, and keeps what was open and where the person was. */
function kept(card) {
  return JSON.parse(card.closest(".ai-message")?.getAttribute("data-import") || "null")
}

function keep(card, more) {
  const message = card.closest(".ai-message")
  message?.setAttribute("data-import", JSON.stringify({ ...kept(card), ...more }))
}

function comeBack(card) {
  const before = kept(card)
  const at = before && stillAt(before)
  keep(card, { state: props.state, at: at ?? "", until: Date.now() + SETTLING })
  if (!before) {
    if (props.state === "pending") showWhole(card)
    return
  }
  if (before.state !== props.state) card.scrollIntoView({ block: "nearest" })
  const folded = card.querySelector("details")
  if (folded) folded.open = Boolean(before.open)
  const menu = at && card.querySelector(`[data-menu="${at}"]`)
  if (!menu) return
  menu.closest("details")?.setAttribute("open", "")
  /* a column that is taken now leaves those that are folded: its menu goes with it, and the person too */
  menu.scrollIntoView({ block: "nearest" })
  stayInView(menu, card)
}

/* The menu by which was chosen, until its answer is there: a card may be drawn more than once for one choice. */
function stillAt({ at, until }) {
  return until && until < Date.now() ? "" : at
}

/* In the widget a card's styles come after it, and move whatever the person was at; the keyboard may come back later still. */
function stayInView(menu, card) {
  const follow = new ResizeObserver(() => {
    const { activeElement } = menu.getRootNode()
    if ([null, document.body, menu].includes(activeElement)) menu.scrollIntoView({ block: "nearest" })
  })
  follow.observe(card)
  setTimeout(() => follow.disconnect(), SETTLING)
}

function save({ name, content }) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function Value({ said }) {
  if (!said.label) return <span className="ci-said"><span className="ca-part">{said.value}</span></span>
  const [lead, rest] = props.labels.labelled.replace("{label}", said.label).split("{value}")
  return <span className="ci-said">{lead}<s>{said.before}</s> → <strong>{said.value}</strong>{rest}</span>
}

function Rows({ rows, more }) {
  return (
    <ul className="ci-rows">
      {rows.map((row) => (
        <li key={row.number}>
          <span className="ca-note">{row.place}</span> {row.name && <strong>{row.name}</strong>}
          {row.said.map((said, place) => <Value key={place} said={said} />)}
          {row.details && <span className="ci-why">{row.details}</span>}
        </li>
      ))}
      {more && <li className="ca-note">{more}</li>}
    </ul>
  )
}

/* What of the file is new, changed, the same, and cannot be imported: arrows go from one to the next. */
function Tabs() {
  const list = useRef(null)
  const first = props.tabs.find((tab) => tab.number > 0) ?? props.tabs[0]
  const [chosen, setChosen] = useState(null)
  useEffect(() => { setChosen(kept(list.current)?.tab ?? null) }, [])
  const shown = props.tabs.find((tab) => tab.name === chosen) ?? first
  const named = (part, tab) => `${part}-${props.place}-${tab.name}`
  const choose = (tab) => {
    setChosen(tab.name)
    keep(list.current, { tab: tab.name })
  }
  const keys = (event) => {
    const at = props.tabs.indexOf(shown)
    const last = props.tabs.length - 1
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    choose(props.tabs[to])
    list.current.children[to].focus()
  }
  return (
    <>
      <div className="ci-tabs" role="tablist" aria-label={props.title} ref={list} onKeyDown={keys}>
        {props.tabs.map((tab) => (
          <button
            key={tab.name} type="button" role="tab" id={named("tab", tab)} className="ci-tab" data-tab={tab.name} data-none={tab.number === 0 || undefined}
            aria-selected={tab === shown} aria-controls={named("rows", tab)} tabIndex={tab === shown ? 0 : -1} onClick={() => choose(tab)}
          >
            <strong>{tab.count}</strong> <span>{tab.label}</span>
          </button>
        ))}
      </div>
      {props.tabs.map((tab) => (
        <div key={tab.name} role="tabpanel" id={named("rows", tab)} aria-labelledby={named("tab", tab)} className="ci-panel" hidden={tab !== shown}>
          {tab.rows.length > 0 ? <Rows rows={tab.rows} more={tab.more} /> : <p className="ca-note">{tab.number === 0 && props.labels.noRows}</p>}
        </div>
      ))}
    </>
  )
}

/* By this public/next-step.js finds a menu again, whenever it is drawn anew. */
function menuId(at) {
  return `menu-${props.place}-${at.replace(" ", "-")}`
}

/* What is chosen shows at once; what the server makes of it comes with the next props, or it stays as it was. */
function Menu({ at, label, value, options, busy, choose, describedBy }) {
  const [wanted, setWanted] = useState(null)
  const change = (event) => {
    setWanted(event.target.value)
    choose(event.target.value).finally(() => setWanted(null))
  }
  return (
    <select
      id={menuId(at)} data-menu={at} aria-label={label} aria-describedby={describedBy}
      value={wanted ?? value} onChange={change} disabled={busy}
    >
      {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
    </select>
  )
}

function Column({ column, busy, choose }) {
  const note = `${props.planned}-${column.place}`
  return (
    <li className="ci-column" data-asked={column.asked || undefined} data-out={!column.value || undefined}>
      <span className="ci-heading">
        <span className="ci-number">{column.number}</span> <strong>{column.heading}</strong>
        {column.sample && <span className="ci-sample">{column.sample}</span>}
      </span>
      <span className="ci-fate">
        <Menu
          at={`column ${column.place}`} label={column.heading} value={column.value} options={props.options} busy={busy} describedBy={note}
          choose={(name) => choose({ column: column.place, property_name: name }, `column ${column.place}`)}
        />
        {column.days !== null && (
          <label className="ci-days">
            <input
              type="checkbox" checked={column.days} disabled={busy}
              id={menuId(`days ${column.place}`)} data-menu={`days ${column.place}`}
              onChange={(event) => choose({ column: column.place, days: event.target.checked }, `days ${column.place}`)}
            />
            {props.labels.days}
          </label>
        )}
        <span id={note} className="ci-note">
          {column.asked && <strong>{props.labels.asked}</strong>}{column.asked && column.note && " · "}{column.note}
        </span>
      </span>
    </li>
  )
}

function FileMenu({ menu, busy, choose }) {
  return (
    <div className="ci-menu">
      {menu.note && <p className="ci-note">{menu.note}</p>}
      <label>
        <span>{menu.label}</span>
        <Menu
          at={menu.name} label={menu.label} value={menu.value} options={menu.options} busy={busy}
          choose={(value) => choose({ [menu.name]: value }, menu.name)}
        />
      </label>
    </div>
  )
}

/* A layout of twenty columns has mostly some that are empty or nobody's: one line holds them, and opens. */
function Folded({ columns, busy, choose }) {
  if (columns.length === 0) return null
  const names = columns.map((column) => column.heading).join(", ")
  return (
    <details className="ci-folded" onToggle={(event) => keep(event.currentTarget, { open: event.currentTarget.open })}>
      <summary>
        <span className="ci-left">{props.labels.left}</span>
        <span className="ci-sample">{names}</span>
      </summary>
      <ol className="ci-columns">
        {columns.map((column) => <Column key={column.place} column={column} busy={busy} choose={choose} />)}
      </ol>
    </details>
  )
}

function Columns({ busy, choose }) {
  if (props.columns.length === 0) return null
  const [shown, folded] = [false, true].map((is) => props.columns.filter((column) => column.folded === is))
  return (
    <>
      <p className="ci-title">{props.labels.columns}</p>
      <ol className="ci-columns">
        {shown.map((column) => <Column key={column.place} column={column} busy={busy} choose={choose} />)}
      </ol>
      <Folded columns={folded} busy={busy} choose={choose} />
    </>
  )
}

function Progress() {
  const { done, total, words } = props.progress
  const part = total > 0 ? done / total : 1
  return (
    <div className="ci-progress">
      <p className="ci-words" id={`words-${props.place}`}>{words}</p>
      <div
        role="progressbar" className="ci-bar" aria-label={props.title}
        aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} aria-valuetext={words}
      >
        <span className="ci-done" style={{ width: `${100 * part}%` }} />
      </div>
    </div>
  )
}

function Result() {
  return (
    <>
      {props.tally.length > 0 && (
        <dl className="ci-tally">
          {props.tally.map((one) => <div key={one.label}><dt>{one.label}</dt><dd>{one.count}</dd></div>)}
        </dl>
      )}
      {props.failed.length > 0 && (
        <div className="ci-failed"><p className="ci-title">{props.labels.failed}</p><Rows rows={props.failed} more={props.more} /></div>
      )}
    </>
  )
}

function Review({ busy, decide }) {
  const { title, action, people, more } = props.review
  return (
    <div className="ca-warning">
      <TriangleAlert aria-hidden size={16} />
      <div>
        <p className="ca-ask">{title}</p>
        <ul className="ci-people">
          {people.map((person) => (
            <li key={person.contact}>
              <span className="ci-person"><strong>{person.name}</strong><span className="ci-why">{person.reason}</span></span>
              {person.record && (
                <a className="ca-tool" href={person.record} data-contact={person.contact} target="_blank" rel="noopener noreferrer"><ExternalLink aria-hidden size={14} />{person.label}</a>
              )}
              <button type="button" className="ca-tool" onClick={() => decide(person.show)} disabled={busy}><User aria-hidden size={14} />{person.show.label}</button>
            </li>
          ))}
          {more && <li className="ca-note">{more}</li>}
        </ul>
        <p>{action}</p>
      </div>
    </div>
  )
}

/* What it says is read out once, however often the element is drawn (public/announce.js). */
function State({ trouble }) {
  const Icon = STATES[props.state] || Ban
  return (
    <p className="ca-state" data-state={props.state} role="status" aria-live="off">
      <Icon aria-hidden size={14} />
      {props.spoken && <span className="ci-unseen" aria-hidden>{props.spoken}.</span>}
      <span>{trouble || props.stands}</span>
    </p>
  )
}

/* One click is one decision: until the card says what came of it, there is no second. */
function Decisions({ busy, decide }) {
  return (
    <span className="ca-tools">
      {props.buttons.filter((button) => !button.brings).map((button) => {
        const Icon = ICONS[button.icon]
        const tells = button.name === "stop_import" ? `words-${props.place}` : undefined
        return (
          <button
            key={button.name} type="button" className={`ca-decide${button.primary ? " ca-primary" : ""}`} disabled={busy}
            data-decides={button.name} data-proposal={props.place} aria-describedby={tells} onClick={() => decide(button)}
          >
            <Icon aria-hidden size={14} />{button.label}
          </button>
        )
      })}
    </span>
  )
}

function Files({ fetchFile }) {
  const files = props.buttons.filter((button) => button.brings)
  if (files.length === 0) return null
  return (
    <p className="ci-files">
      {files.map((button) => (
        <button key={button.name} type="button" className="ca-tool" data-brings={button.name} onClick={() => fetchFile(button)}>
          <Download aria-hidden size={14} />{button.label}
        </button>
      ))}
    </p>
  )
}

export default function ImportCard() {
  const card = useRef(null)
  const [busy, setBusy] = useState(false)
  const [judging, setJudging] = useState(false)
  const [trouble, setTrouble] = useState("")
  useEffect(() => { comeBack(card.current) }, [])
  const decide = ({ name, payload }) => {
    setBusy(true)
    callAction({ name, payload }).catch(() => null).finally(() => setBusy(false))
  }
  const choose = (chosen, at) => {
    keep(card.current, { at, until: null })
    setJudging(true)
    const payload = { planned: props.planned, digest: props.digest, ...chosen }
    return callAction({ name: props.action, payload }).catch(() => null).finally(() => setJudging(false))
  }
  const fetchFile = async ({ name, payload }) => {
    const answer = await callAction({ name, payload: { ...payload, here: true } }).catch(() => null)
    const brought = answer?.response
    setTrouble(brought?.trouble || "")
    if (brought?.content) save(brought)
  }
  const fixed = busy || judging
  return (
    <div data-card="import" className="ca ci" ref={card}>
      <Styles />
      <section className="ca-box ci-box" data-state={props.state} aria-label={props.title} aria-busy={fixed}>
        <header className="ca-head">
          <span className="ci-icon" aria-hidden><FileText size={18} /></span>
          <div className="ca-who">
            <p className="ca-name">{props.title}</p>
            <p className="ci-about">{props.about}</p>
          </div>
        </header>
        {props.tabs.length > 0 && <><Tabs /><Files fetchFile={fetchFile} /></>}
        {props.menus.map((menu) => <FileMenu key={menu.name} menu={menu} busy={fixed} choose={choose} />)}
        <Columns busy={fixed} choose={choose} />
        {props.notes.length > 0 && <div className="ci-notes">{props.notes.map((note) => <p key={note} className="ca-note">{note}</p>)}</div>}
        {props.progress && <Progress />}
        <Result />
        {props.tabs.length === 0 && <Files fetchFile={fetchFile} />}
        {props.review && <Review busy={fixed} decide={decide} />}
        {props.warnings.map((warning) => (
          <div key={warning} className="ca-warning"><TriangleAlert aria-hidden size={16} /><p>{warning}</p></div>
        ))}
        <footer className="ca-foot ca-decisions">
          <State trouble={judging ? props.labels.judging : trouble} />
          <Decisions busy={fixed} decide={decide} />
        </footer>
      </section>
    </div>
  )
}
