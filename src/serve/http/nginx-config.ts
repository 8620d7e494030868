import { authorityOf, type BootServer } from "../assignment/assignment.ts";
import { httpLimits } from "./limits.ts";

const directives = [
  "server_tokens off;",
  "default_type application/octet-stream;",
  "sendfile on;",
  "sendfile_max_chunk 1m;",
  "tcp_nopush on;",
  `client_header_timeout ${httpLimits.headerSeconds}s;`,
  `client_body_timeout ${httpLimits.requestSeconds}s;`,
  `send_timeout ${httpLimits.idleSeconds}s;`,
  `keepalive_timeout ${httpLimits.keepAliveSeconds}s;`,
  `large_client_header_buffers 4 ${httpLimits.headerBytes / 4 / 1024}k;`,
  `client_max_body_size ${httpLimits.bodyBytes / 1024}k;`,
];

const indent = (lines: readonly string[], by: string) => lines.map((line) => `${by}${line}\n`).join("");

/** Fields of the line of JSON that nginx logs at the end of each request. */
const endedFormat = [
  '"request":"$request_id"',
  '"client":"$remote_addr:$remote_port"',
  '"sent":$body_bytes_sent',
  '"all":$bytes_sent',
  '"completion":"$request_completion"',
];

interface NginxConfigOptions extends BootServer {
  /** Directory for sockets, logs and temporary files; its path has no special characters. */
  readonly directory: string;
  /** User and group of the workers, as in the directive `user`. */
  readonly user: string;
}

/**
 * Configuration of the nginx of `thinsmith serve`. nginx passes each request to thinsmith over a Unix socket and sends the
 * file that the answer names (X-Accel-Redirect). So the same code decides what may be read as for the built-in server.
 * Pure.
 */
export const nginxConfig = ({
  address,
  port,
  directory,
  user,
}: NginxConfigOptions): string => `# Made by thinsmith.
daemon off;
user ${user};
pid ${directory}/nginx.pid;
error_log stderr notice;
worker_processes auto;
worker_rlimit_nofile 32768;
events { worker_connections 12000; }
http {
${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `  ${kind}_temp_path ${directory}/temp-${kind};\n`).join("")}  log_format ended escape=json '{${endedFormat.join(",")}}';
  access_log ${directory}/ended ended;
${indent(directives, "  ")}  upstream thinsmith { server unix:${directory}/private/requests; keepalive 8; }
  server {
    listen ${address}:${port};
    location / {
      proxy_pass http://thinsmith;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Thinsmith-Client $remote_addr;
      proxy_set_header X-Thinsmith-Connection $remote_addr:$remote_port;
      proxy_set_header X-Thinsmith-Nth $connection_requests;
      proxy_set_header X-Thinsmith-Request $request_id;
    }
    location /.files/ { internal; alias ${directory}/files/; }
  }
}
`;

interface DeployedSite extends BootServer {
  /** Where the folder lies on the server. */
  readonly root: string;
  /** NAME/ID of the release whose files are also served at the root. */
  readonly release: string;
  /** Path that clients post their reports to; undefined where they post none. */
  readonly reportPath?: string;
}

/** A site for an nginx that serves a deployed folder, for its `http` block. Reports of clients go to a log. Pure. */
export const nginxSite = (site: DeployedSite): string => {
  const { address, port, root, release, reportPath } = site;
  const reports = reportPath
    ? `
  location ~ ^(/[^/]+/[^/]+)?/${reportPath.replace(/[.+]/g, "\\$&")}$ {
    client_body_buffer_size ${httpLimits.bodyBytes / 1024}k;
    client_body_in_single_buffer on;
    access_log /var/log/nginx/thinsmith-reports.log thinsmith_report;
    # nginx reads a body, and so logs it, only if it passes it on.
    rewrite ^ /.noted break;
    proxy_pass http://${authorityOf(site)};
  }
  location = /.noted { access_log off; return 204; }`
    : "";
  return `# Made by thinsmith.
${reportPath ? `log_format thinsmith_report escape=json '{"at":"$time_iso8601","client":"$remote_addr","report":"$request_body"}';\n` : ""}server {
  listen ${address}:${port};
  root ${root}/http;
${indent(directives, "  ")}  autoindex off;
  disable_symlinks on from=$document_root;
  location / {
    limit_except GET { deny all; }
    try_files $uri /${release}$uri =404;
  }
  # Signed settings of single clients: most have none.
  location ~ ^/clients/[a-z0-9-]+\\.conf(\\.sig)?$ {
    limit_except GET { deny all; }
    try_files $uri /${release}$uri =404;
  }
  # A client without a script of its own gets the default.
  location /clients/ {
    limit_except GET { deny all; }
    try_files $uri /clients/default.ipxe;
  }${reports}
}
`;
};
