package fr.beffroi.service.actes;

import fr.beffroi.api.hosted.HostedService;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.TenantContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;

/**
 * The service's addresses:
 *
 * <pre>
 * GET  ./                     the acts, by year
 * GET  acts/{number}          one act
 * GET  acts/{number}.pdf      its document
 * GET  api/acts               the acts, as JSON
 * GET  api/acts/{number}      one act, as JSON
 * POST api/acts?number=…&amp;nature=…&amp;date=…&amp;subject=…&amp;signatory=…   publishes the PDF in the body
 * </pre>
 *
 * <p>Everybody whom the house lets in may read; contacts, agents and programs of the commune may publish. What a
 * subscription's parameters change is {@link Presentation}.
 */
@Component(service = {Servlet.class, HostedService.class})
public final class ActesServlet extends HttpServlet implements HostedService {
    private static final long serialVersionUID = 1L;
    private static final String PDF = ".pdf";
    /** What the house says of a database that holds all it may. */
    private static final String FULL = "53100";

    private static final List<String> PUBLISHERS = List.of("agent", "contact", "program");

    private final transient ActRegister register;
    private final transient Documents documents;
    private final transient Publication publication;
    private final transient Pages pages;
    private final transient Archive archive;
    private final transient MeterHandle views;
    private final transient Clock clock;
    private final transient Logger log;

    @Activate
    public ActesServlet(@Reference TenantContext context) throws IOException, SQLException {
        this.register = new ActRegister(context.dataSource());
        this.documents = new Documents(context.files());
        this.publication = new Publication(context, register, documents);
        this.pages = new Pages(context.commune(), Presentation.of(context.parameters()));
        this.archive = new Archive(context.commune(), documents);
        this.views = context.meter("page-views");
        this.clock = context.clock();
        this.log = context.logger();
        register.prepare();
        publication.meterTheRest();
    }

    @Override
    public void check() throws Exception {
        register.find("-");
        documents.probe();
        publication.meterTheRest();
    }

    @Override
    public void export(Path folder) throws IOException {
        try {
            archive.write(register.all(), folder);
        } catch (SQLException e) {
            throw new IOException("The register can't be read", e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Language", "fr");
        response.setHeader("Cache-Control", "no-cache");
        try {
            answer(path, request, response);
        } catch (Problem problem) {
            if (problem.getCause() != null) {
                log.error("The files folder can't be written", problem.getCause());
            }
            refuse(problem, path, response);
        } catch (SQLException e) {
            log.error("The database doesn't answer as it should", e);
            refuse(problem(e), path, response);
        }
    }

    private static Problem problem(SQLException failure) {
        return FULL.equals(failure.getSQLState())
                ? new Problem(507, "Registre plein", "L'acte n'a pas pu être enregistré ; prévenez l'exploitation.")
                : new Problem(
                        503, "Service indisponible", "Le registre des actes ne répond pas ; réessayez plus tard.");
    }

    private void answer(String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        String method = request.getMethod();
        boolean reading = method.equals("GET") || method.equals("HEAD");
        if (path.equals("/api/acts") && method.equals("POST")) {
            // Until the document has been read, a refusal ends the connection: the client shall not send its next
            // request into it.
            response.setHeader("Connection", "close");
            publish(request, response);
        } else if (!reading) {
            response.setHeader("Allow", path.equals("/api/acts") ? "GET, HEAD, POST" : "GET, HEAD");
            throw new Problem(405, "Méthode refusée", "Cette adresse ne se prête pas à la méthode demandée.");
        } else if (path.equals("/")) {
            page(pages.list(register.all()), request, response);
        } else if (path.equals("/style.css")) {
            style(response);
        } else if (path.equals("/api/acts")) {
            String list =
                    register.all().stream().map(Archive::json).collect(Collectors.joining(",", "{\"acts\":[", "]}"));
            send(response, 200, "application/json", list);
        } else if (path.startsWith("/api/acts/")) {
            send(response, 200, "application/json", Archive.json(find(path.substring("/api/acts/".length()))));
        } else if (path.startsWith("/acts/") && path.endsWith(PDF)) {
            document(find(path.substring("/acts/".length(), path.length() - PDF.length())), request, response);
        } else if (path.startsWith("/acts/")) {
            page(pages.act(find(path.substring("/acts/".length()))), request, response);
        } else {
            throw Problem.notFound();
        }
    }

    private void publish(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        if (request.getUserPrincipal() == null) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Beffroi\", charset=\"UTF-8\"");
            throw new Problem(401, "Identification requise", "Identifiez-vous pour publier un acte.");
        }
        if (PUBLISHERS.stream().noneMatch(request::isUserInRole)) {
            throw new Problem(
                    403,
                    "Accès refusé",
                    "Seuls les agents, le référent et les programmes raccordés de la commune publient ses actes.");
        }
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/pdf")) {
            throw new Problem(
                    415, "Format refusé", "Envoyez le document au format PDF (Content-Type: application/pdf).");
        }
        if (request.getContentLengthLong() > Documents.LARGEST) {
            throw Documents.tooLarge();
        }
        Publication.Outcome outcome = publication.publish(Submission.of(request), request.getInputStream());
        response.setHeader(
                "Location",
                request.getContextPath() + "/api/acts/" + outcome.act().number());
        send(response, outcome.isNew() ? 201 : 200, "application/json", Archive.json(outcome.act()));
    }

    private Act find(String number) throws SQLException {
        if (!Submission.isNumber(number)) {
            throw Problem.notFound();
        }
        return register.find(number).orElseThrow(Problem::notFound);
    }

    private void page(String html, HttpServletRequest request, HttpServletResponse response) throws IOException {
        html(html, 200, response);
        if (request.getMethod().equals("GET")) {
            // A view whose reading doesn't arrive isn't paid for: nobody waits for it, and nobody sees the page twice
            // for it.
            views.record(UUID.randomUUID().toString(), BigDecimal.ONE, clock.instant());
        }
    }

    private void document(Act act, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String tag = '"' + act.sha256() + '"';
        response.setHeader("ETag", tag);
        String known = request.getHeader("If-None-Match");
        if (known != null && (known.contains(tag) || known.strip().equals("*"))) {
            response.setStatus(304);
            return;
        }
        response.setContentType("application/pdf");
        response.setHeader("Content-Disposition", "inline; filename=\"" + act.number() + PDF + '"');
        response.setContentLengthLong(act.size());
        if (request.getMethod().equals("GET")) {
            Files.copy(documents.path(act.sha256()), response.getOutputStream());
        }
    }

    private static void style(HttpServletResponse response) throws IOException {
        try (InputStream in = ActesServlet.class.getResourceAsStream("style.css")) {
            response.setContentType("text/css;charset=UTF-8");
            in.transferTo(response.getOutputStream());
        }
    }

    private void refuse(Problem problem, String path, HttpServletResponse response) throws IOException {
        if (path.startsWith("/api/")) {
            send(response, problem.status(), "application/problem+json", problem.json());
        } else {
            String root = "../"
                    .repeat((int) path.chars().skip(1).filter(c -> c == '/').count());
            html(pages.problem(problem, root.isEmpty() ? "./" : root), problem.status(), response);
        }
    }

    private static void html(String html, int status, HttpServletResponse response) throws IOException {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        response.setHeader("Referrer-Policy", "same-origin");
        send(response, status, "text/html;charset=UTF-8", html);
    }

    private static void send(HttpServletResponse response, int status, String type, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
