BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE document (
	sha256 TEXT NOT NULL, 
	size INTEGER, 
	media_type TEXT, 
	first_seen_at TEXT NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY (sha256)
)
 STRICT

;
INSERT INTO "document" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',10,'text/html','2026-04-01T00:00:10+00:00');
CREATE TABLE event (
	event_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	region_code TEXT, 
	message TEXT NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (event_id)
)
 STRICT

;
INSERT INTO "event" VALUES(1,'2026-04-01T00:00:20+00:00','version','370406','an event');
CREATE TABLE fetch (
	region_code TEXT NOT NULL, 
	url TEXT NOT NULL, 
	document_sha256 TEXT NOT NULL, 
	referrer_url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	role TEXT NOT NULL, 
	fetched_at TEXT NOT NULL, 
	status INTEGER NOT NULL, 
	headers TEXT NOT NULL, 
	redirect_urls TEXT NOT NULL, 
	run_id INTEGER, 
	CONSTRAINT pk_fetch PRIMARY KEY (region_code, url, document_sha256), 
	CONSTRAINT fk_fetch_region_code_region FOREIGN KEY(region_code) REFERENCES region (code), 
	CONSTRAINT fk_fetch_document_sha256_document FOREIGN KEY(document_sha256) REFERENCES document (sha256), 
	CONSTRAINT fk_fetch_run_id_run FOREIGN KEY(run_id) REFERENCES run (run_id)
)
 STRICT

;
INSERT INTO "fetch" VALUES('370406','http://127.0.0.1:1/nb/2025.html','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','http://127.0.0.1:1/nb/','2025年年报','page','2026-04-01T00:00:10+00:00',200,'[]','[]',1);
CREATE TABLE field (
	code TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	formats TEXT NOT NULL, 
	years TEXT NOT NULL, 
	label_zh TEXT NOT NULL, 
	label_en TEXT NOT NULL, 
	row_path TEXT NOT NULL, 
	column_label TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	value_type TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	maps_to TEXT NOT NULL, 
	comparability TEXT NOT NULL, 
	CONSTRAINT pk_field PRIMARY KEY (code, table_name)
)
 STRICT

;
INSERT INTO "field" VALUES('t3_new_received__total','T3','F2019+F2021','2019-','一、本年新收政府信息公开申请数量/总计','new requests received: total','一','总计','件','count','A','','same');
CREATE TABLE finding (
	report_id INTEGER NOT NULL, 
	origin TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	rule TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	message TEXT NOT NULL, 
	fields TEXT NOT NULL, 
	CONSTRAINT pk_finding PRIMARY KEY (report_id, origin, ordinal), 
	CONSTRAINT ck_finding_severity_known CHECK (severity IN ('error', 'warn', 'info')), 
	CONSTRAINT ck_finding_origin_known CHECK (origin IN ('report', 'series')), 
	CONSTRAINT fk_finding_report_id_report FOREIGN KEY(report_id) REFERENCES report (report_id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "finding" VALUES(1,'report',0,'R1','error','a sum does not hold','["t3_new_received__total"]');
CREATE TABLE organ (
	organ_id INTEGER NOT NULL, 
	region_code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	is_name_printed INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	parent_organ_id INTEGER, 
	CONSTRAINT pk_organ PRIMARY KEY (organ_id), 
	CONSTRAINT uq_organ_region_code_name UNIQUE (region_code, name), 
	CONSTRAINT ck_organ_is_name_printed_is_a_flag CHECK (is_name_printed IN (0, 1)), 
	CONSTRAINT fk_organ_region_code_region FOREIGN KEY(region_code) REFERENCES region (code), 
	CONSTRAINT fk_organ_parent_organ_id_organ FOREIGN KEY(parent_organ_id) REFERENCES organ (organ_id)
)
 STRICT

;
INSERT INTO "organ" VALUES(1,'370406','山亭区人民政府',1,'government',NULL);
INSERT INTO "organ" VALUES(2,'370406','山亭区教育和体育局',0,'department',1);
CREATE TABLE portal (
	region_code TEXT NOT NULL, 
	portal_url TEXT NOT NULL, 
	name TEXT NOT NULL, 
	level TEXT NOT NULL, 
	outcome TEXT, 
	family TEXT, 
	column_url TEXT, 
	stated INTEGER, 
	seen INTEGER, 
	reason TEXT, 
	trail TEXT, 
	CONSTRAINT pk_portal PRIMARY KEY (region_code, portal_url), 
	CONSTRAINT ck_portal_outcome_known CHECK (outcome IN ('ok', 'partial', 'blocked', 'robots', 'unreachable', 'not_found')), 
	CONSTRAINT fk_portal_region_code_region FOREIGN KEY(region_code) REFERENCES region (code)
)
 STRICT

;
INSERT INTO "portal" VALUES('370406','http://127.0.0.1:1/','山亭区人民政府','county','ok','generic','http://127.0.0.1:1/nb/',2,2,NULL,'[]');
CREATE TABLE region (
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	level TEXT NOT NULL, 
	parent_code TEXT, 
	full_name TEXT NOT NULL, 
	valid_from INTEGER, 
	valid_to INTEGER, 
	CONSTRAINT pk_region PRIMARY KEY (code)
)
 STRICT

;
INSERT INTO "region" VALUES('370406','山亭区','county','370400','山东省枣庄市山亭区',1983,NULL);
CREATE TABLE region_name (
	code TEXT NOT NULL, 
	valid_from INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	valid_to INTEGER, 
	CONSTRAINT pk_region_name PRIMARY KEY (code, valid_from), 
	CONSTRAINT fk_region_name_code_region FOREIGN KEY(code) REFERENCES region (code)
)
 STRICT

;
INSERT INTO "region_name" VALUES('370406',1983,'山亭区',NULL);
CREATE TABLE region_successor (
	code TEXT NOT NULL, 
	successor_code TEXT NOT NULL, 
	CONSTRAINT pk_region_successor PRIMARY KEY (code, successor_code), 
	CONSTRAINT fk_region_successor_code_region FOREIGN KEY(code) REFERENCES region (code)
)
 STRICT

;
CREATE TABLE report (
	report_id INTEGER NOT NULL, 
	organ_id INTEGER NOT NULL, 
	year INTEGER, 
	scope TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	document_sha256 TEXT NOT NULL, 
	source_url TEXT NOT NULL, 
	title TEXT NOT NULL, 
	published_on TEXT, 
	format TEXT NOT NULL, 
	layouts TEXT NOT NULL, 
	status TEXT NOT NULL, 
	error TEXT, 
	scope_evidence TEXT NOT NULL, 
	CONSTRAINT pk_report PRIMARY KEY (report_id), 
	CONSTRAINT uq_report_organ_id_year_scope_document_sha256 UNIQUE (organ_id, year, scope, document_sha256), 
	CONSTRAINT uq_report_organ_id_year_scope_version UNIQUE (organ_id, year, scope, version), 
	CONSTRAINT ck_report_status_known CHECK (status IN ('ok', 'partial', 'tables_missing', 'unreadable')), 
	CONSTRAINT fk_report_organ_id_organ FOREIGN KEY(organ_id) REFERENCES organ (organ_id), 
	CONSTRAINT fk_report_document_sha256_document FOREIGN KEY(document_sha256) REFERENCES document (sha256)
)
 STRICT

;
INSERT INTO "report" VALUES(1,1,2025,'unknown',1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','http://127.0.0.1:1/nb/2025.html','山亭区人民政府2025年政府信息公开工作年度报告','2026-01-20','text/html','{"T3": "F2021"}','ok',NULL,'');
CREATE TABLE run (
	run_id INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	arguments TEXT NOT NULL, 
	version TEXT NOT NULL, 
	started_at TEXT NOT NULL, 
	finished_at TEXT, 
	exit_code INTEGER, 
	counts TEXT, 
	CONSTRAINT pk_run PRIMARY KEY (run_id)
)
 STRICT

;
INSERT INTO "run" VALUES(1,'crawl','370406','0.1.0','2026-04-01T00:00:00+00:00','2026-04-01T00:01:00+00:00',0,'{}');
CREATE TABLE section (
	report_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	heading TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_section PRIMARY KEY (report_id, number), 
	CONSTRAINT fk_section_report_id_report FOREIGN KEY(report_id) REFERENCES report (report_id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "section" VALUES(1,1,'一、总体情况','正文');
CREATE TABLE target (
	organ_id INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	since TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	previous_state TEXT, 
	previous_since TEXT, 
	CONSTRAINT pk_target PRIMARY KEY (organ_id, year), 
	CONSTRAINT ck_target_state_known CHECK (state IN ('stored', 'unchanged', 'not_published', 'not_found', 'blocked', 'robots', 'unreachable', 'failed', 'moved', 'incomplete', 'pending')), 
	CONSTRAINT ck_target_previous_state_known CHECK (previous_state IN ('stored', 'unchanged', 'not_published', 'not_found', 'blocked', 'robots', 'unreachable', 'failed', 'moved', 'incomplete')), 
	CONSTRAINT ck_target_previous_only_while_pending CHECK (previous_state IS NULL OR state = 'pending'), 
	CONSTRAINT fk_target_organ_id_organ FOREIGN KEY(organ_id) REFERENCES organ (organ_id)
)
 STRICT

;
INSERT INTO "target" VALUES(1,2025,'stored','','2026-04-01T00:00:20+00:00','http://127.0.0.1:1/nb/2025.html',NULL,NULL);
INSERT INTO "target" VALUES(1,2024,'not_published','the complete list does not show this year','2026-04-01T00:00:20+00:00','http://127.0.0.1:1/nb/',NULL,NULL);
CREATE TABLE value (
	report_id INTEGER NOT NULL, 
	field_code TEXT NOT NULL, 
	raw TEXT NOT NULL, 
	state TEXT NOT NULL, 
	value ANY, 
	unit TEXT, 
	unit_source TEXT, 
	note TEXT, 
	table_name TEXT NOT NULL, 
	page INTEGER, 
	row_index INTEGER, 
	column_index INTEGER, 
	bbox TEXT, 
	CONSTRAINT pk_value PRIMARY KEY (report_id, field_code), 
	CONSTRAINT ck_value_state_known CHECK (state IN ('number', 'blank', 'not_applicable', 'text', 'unreadable')), 
	CONSTRAINT ck_value_value_only_of_a_number CHECK ((value IS NOT NULL) = (state = 'number')), 
	CONSTRAINT fk_value_report_id_report FOREIGN KEY(report_id) REFERENCES report (report_id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "value" VALUES(1,'t3_new_received__total','8','number',8,'件','form',NULL,'T3',NULL,3,9,NULL);
INSERT INTO "value" VALUES(1,'t2_admin_fee_amount','3.58','number',3.58,'万元','header',NULL,'T2',NULL,9,2,NULL);
INSERT INTO "value" VALUES(1,'t3_carried_in__total','','blank',NULL,'件','form',NULL,'T3',NULL,4,9,NULL);
CREATE INDEX ix_fetch_document_sha256 ON fetch (document_sha256);
CREATE UNIQUE INDEX uq_report_undated ON report (organ_id, scope, document_sha256) WHERE year IS NULL;
CREATE INDEX ix_report_document_sha256 ON report (document_sha256);
CREATE INDEX ix_value_field_code ON value (field_code);
COMMIT;
