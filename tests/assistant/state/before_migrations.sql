-- What the last version before migrations made and kept.
CREATE TABLE import_rows (
	import_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	verdict VARCHAR(16) NOT NULL,
	state VARCHAR(16) NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (import_id, number)
);
CREATE TABLE imports (
	id VARCHAR(32) NOT NULL,
	owner VARCHAR(255) NOT NULL,
	state VARCHAR(16) NOT NULL,
	changed_at VARCHAR(40) NOT NULL,
	news_due BOOLEAN NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE journal (
	number INTEGER NOT NULL,
	at VARCHAR(40) NOT NULL,
	owner VARCHAR(255) NOT NULL,
	contact_id VARCHAR(32),
	body TEXT NOT NULL,
	PRIMARY KEY (number)
);
CREATE TABLE last_check (
	id INTEGER NOT NULL,
	at VARCHAR(40) NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE proposals (
	id VARCHAR(32) NOT NULL,
	owner VARCHAR(255) NOT NULL,
	state VARCHAR(16) NOT NULL,
	changed_at VARCHAR(40) NOT NULL,
	news_due BOOLEAN NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE signing_keys (
	name VARCHAR(32) NOT NULL,
	"key" TEXT NOT NULL,
	PRIMARY KEY (name)
);
CREATE INDEX ix_proposals_owner ON proposals (owner);
CREATE INDEX ix_proposals_state ON proposals (state);
CREATE INDEX ix_journal_contact_id ON journal (contact_id);
CREATE INDEX ix_journal_at ON journal (at);
CREATE INDEX ix_imports_owner ON imports (owner);
CREATE INDEX ix_imports_state ON imports (state);
INSERT INTO journal VALUES(1,'2026-11-20T12:00:00.000000+00:00','bob',NULL,'{"at":"2026-11-20T12:00:00Z","owner":"bob","event":"begun","proposal_id":"b","action":"create","contact_id":null,"before":{"firstname":"","email":""},"after":{"firstname":"Léa","email":"lea@example.com"},"correlation_id":null,"reason":"","count":1}');
INSERT INTO last_check VALUES(1,'2026-11-20T12:00:00.611861+00:00');
INSERT INTO proposals VALUES('a','ada','pending','2026-11-20T12:00:00.572573+00:00',0,'{"id":"a","owner":"ada","action":"create","values":{"firstname":"Léa","email":"lea@example.com"},"before":{"firstname":"","email":""},"contact":null,"stored":null,"instead_of_create":false,"similar":[],"similar_unchecked":false,"undoes":null,"steps_back":false,"state":"pending","created_at":"2026-11-20T12:00:00Z","expires_at":"2026-11-20T12:10:00Z","begun_at":null,"news_due":false}');
INSERT INTO proposals VALUES('b','bob','executing','2026-11-20T12:00:00.596116+00:00',0,'{"id":"b","owner":"bob","action":"create","values":{"firstname":"Léa","email":"lea@example.com"},"before":{"firstname":"","email":""},"contact":null,"stored":null,"instead_of_create":false,"similar":[],"similar_unchecked":false,"undoes":null,"steps_back":false,"state":"executing","created_at":"2026-11-20T12:00:00Z","expires_at":"2026-11-20T12:10:00Z","begun_at":"2026-11-20T12:00:00Z","news_due":false}');
INSERT INTO imports VALUES('i','ada','cancelled','2026-11-20T12:00:00.600000+00:00',0,'{"id":"i","owner":"ada","file_name":"people.csv","source":"csv","encoding":"utf-8","digest":"d","state":"cancelled","created_at":"2026-11-20T12:00:00Z","expires_at":"2026-11-20T12:10:00Z"}');
INSERT INTO signing_keys VALUES('cookies','invented-key-of-an-earlier-version-of-this');
