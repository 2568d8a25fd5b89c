-- The two roles of Taskward: one owns the schema and migrates it, the other runs the application, owns nothing and is
-- bound by row-level security. Runs once, when PostgreSQL makes its data folder, in the database taskward.
CREATE ROLE taskward_owner LOGIN PASSWORD 'local-owner-password';
CREATE ROLE taskward_app LOGIN PASSWORD 'local-app-password';
ALTER DATABASE taskward OWNER TO taskward_owner;
