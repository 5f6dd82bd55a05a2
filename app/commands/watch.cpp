#include <arpa/inet.h>
#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/page/data.h"
#include "app/page/page.h"
#include "core/base/errors.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMaxGrids = 1000;

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

bool is_loopback(const std::string& name) {
  const std::string host = lowered(name);
  in_addr address{};
  constexpr uint32_t kLoopback = 127;
  return host == "localhost" || host == "::1" ||
         (::inet_pton(AF_INET, host.c_str(), &address) == 1 &&
          ntohl(address.s_addr) >> 24 == kLoopback);
}

// The host as written in a URL: an IPv6 address is in brackets.
std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

// The host that a request asks for, without port and brackets.
std::string host_of(const httplib::Request& request) {
  const std::string name = request.get_header_value("Host");
  if (name.empty() || name[0] != '[') return name.substr(0, name.find(':'));
  return name.substr(1, std::min(name.find(']'), name.size()) - 1);
}

// The current data of the runs, with pictures as addresses.
std::string format_live_data(const std::vector<fs::path>& runs) {
  std::vector<RunRecord> records;
  for (const fs::path& run : runs) records.push_back(read_run_record(run));
  return format_page_data(records, kMaxGrids, [](size_t run, const fs::path& picture) {
    return "run/" + std::to_string(run) + "/" + picture.filename().string();
  });
}

// Serves only the grids of the runs, never a path from the request.
std::string read_grid(const std::vector<fs::path>& runs, const std::string& run_text,
                      const std::string& epoch_text) {
  const size_t index = std::stoull(run_text);
  if (index >= runs.size()) throw Error("no such run");
  const RunFolder run(runs[index]);
  return read_picture(epoch_text.empty() ? run.real_grid() : run.grid(std::stoll(epoch_text)));
}

void add_pages(httplib::Server& server, const std::vector<fs::path>& runs) {
  server.Get("/", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(format_page(R"({"live":true,"metrics":{},"runs":[]})"),
                         "text/html; charset=utf-8");
  });
  server.Get("/data.json", [runs](const httplib::Request&, httplib::Response& response) {
    response.set_content(format_live_data(runs), "application/json");
  });
  server.Get(R"(/run/(\d{1,4})/(?:real|epoch-(\d{1,18}))\.png)",
             [runs](const httplib::Request& request, httplib::Response& response) {
               response.set_content(read_grid(runs, request.matches[1], request.matches[2]),
                                    "image/png");
             });
  server.set_exception_handler([](const httplib::Request&, httplib::Response& response,
                                  const std::exception_ptr&) { response.status = 404; });
}

// Another site can make its host name point here (DNS rebinding), but its requests carry that name.
// For a request of a thousand ranges, the library would copy the page a thousand times.
void refuse_strange_requests(httplib::Server& server, bool listens_on_loopback) {
  server.set_pre_routing_handler([=](const httplib::Request& request, httplib::Response& response) {
    if (listens_on_loopback && !is_loopback(host_of(request)))
      response.status = 403;
    else if (request.has_header("Range"))
      response.status = 416;
    else
      return httplib::Server::HandlerResponse::Unhandled;
    return httplib::Server::HandlerResponse::Handled;
  });
}

// By default, the library would share a port that another program listens on.
void keep_port_to_itself(httplib::Server& server) {
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
}

class WatchCommand : public Command {
 public:
  WatchCommand()
      : Command({"watch", "show a run in the browser while it trains",
                 "Serves the page of gan-train report over HTTP, and keeps it up to date while the "
                 "runs train. Ctrl-C ends the server, not the training.",
                 "gan-train watch runs/mnist"}) {}

  void add_flags(CLI::App& flags) override {
    add_run(flags, folders_, "folder of a run, or several");
    add_number(flags, "--port", port_, 0, 65535, "port to listen on; 0: any free one; default 8080",
               "P");
    flags.add_option("--host", host_, "address to listen on; default 127.0.0.1")
        ->type_name("ADDRESS");
  }

  int run(Session& session) override {
    format_live_data(folders_);  // throws if there is no run
    httplib::Server server;
    keep_port_to_itself(server);
    server.set_payload_max_length(0);  // no request has a body
    add_pages(server, folders_);
    refuse_strange_requests(server, is_loopback(host_));
    const int port = port_ == 0 ? server.bind_to_any_port(host_.c_str())
                     : server.bind_to_port(host_.c_str(), static_cast<int>(port_))
                         ? static_cast<int>(port_)
                         : -1;
    if (port < 0)
      throw Error("--host, --port: cannot listen on " + host_ + " port " + std::to_string(port_) +
                  "; is the port in use? choose another, or 0 for any free port");
    session.print_info(
        "http://" + bracketed(host_) + ":" + std::to_string(port) +
        "/ shows it; open it in a browser. Ctrl-C ends the server, not the training");
    return server.listen_after_bind() ? 0 : 1;
  }

 private:
  std::vector<fs::path> folders_;  // at least one
  std::string host_ = "127.0.0.1";
  int64_t port_ = 8080;
};

}  // namespace

std::unique_ptr<Command> make_watch() { return std::make_unique<WatchCommand>(); }

}  // namespace gan
